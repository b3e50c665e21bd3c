import { type Action, type Caller, sees, transitionsFrom } from './lifecycle.ts'
import { invalid, Refusal } from './refusals.ts'
import type { Role } from './roles.ts'
import { nameOf, type UserRecord } from './users.ts'

/** A6: what somebody owned, on its way to somebody else. Of each giver the latest one is kept. */
export type Transfer = {
  from: string
  to: string
  /** T8: as both were called when it began. */
  fromName: string
  toName: string
  /** How many there were to move when it began; `moved` ends below it when others were moved or deleted meanwhile. */
  total: number
  moved: number
  startedAt: string
  finishedAt: string | null
}

/** Resources may be on their way to somebody or away from them, never both: else they could go round in a circle. */
export const isUnderWay = ({ handingOver, receiving }: Pick<UserRecord, 'handingOver' | 'receiving'>): boolean =>
  handingOver !== null || receiving > 0

/** What is not possible while something is under way. */
export const needsSettled: Action[] = ['remove', 'erase', 'transfer']

export function checkSettled(record: UserRecord): void {
  if (!isUnderWay(record)) return
  throw new Refusal('wrong_status', 'Resources are being moved to or from this person. Try again in a moment.', {
    possible: transitionsFrom(record.user).filter(action => !needsSettled.includes(action)),
  })
}

/** Somebody who can come to own a resource now. */
export function activeOwner(record: UserRecord | undefined): UserRecord {
  if (record?.user.status !== 'active') {
    throw new Refusal(
      'heir_not_active',
      'Resources can belong only to somebody active in this organization. Name another person.',
    )
  }
  if (record.handingOver !== null) {
    const detail = 'The person named is handing over the own resources just now. Try again in a moment, or name another person.'
    throw new Refusal('wrong_status', detail, { possible: [] })
  }
  return record
}

/** `path`: where in the request the heir is named. */
export type Named = { path: string; id: string; record: UserRecord | undefined }

/** Who receives what `from` owns. Whom the caller can't see is as unknown as nobody. */
export function heirOf(
  { path, id, record }: Named,
  from: UserRecord,
  { caller, roles, permission }: { caller: Caller; roles: Role[]; permission: string | null },
): UserRecord {
  if (id === from.user.id) throw invalid({ path, message: 'must be somebody else' })
  const seen = record && (permission === null || sees(caller, record.user, roles, permission))
  return activeOwner(seen ? record : undefined)
}

export const newTransfer = ({ user, owns }: UserRecord, to: UserRecord, at: string): Transfer => ({
  from: user.id,
  to: to.user.id,
  fromName: nameOf(user),
  toName: nameOf(to.user),
  total: owns,
  moved: 0,
  startedAt: at,
  finishedAt: null,
})
