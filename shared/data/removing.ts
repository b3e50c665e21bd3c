import type { Identity } from '../domain/identities.ts'
import type { Removal } from '../domain/removing.ts'
import { sessionsEndAt } from '../domain/sessions.ts'
import type { Transfer } from '../domain/transfers.ts'
import type { User, UserRecord } from '../domain/users.ts'
import type { Counts } from './counts.ts'
import { type Actor, changesOf, type EventType, eventWrite, newEvent, type Origin, targetOf } from './events.ts'
import type { Conditions } from './expressions.ts'
import { stale } from './failures.ts'
import { removeIdentity, removeMembership } from './identities.ts'
import { userKey } from './keys.ts'
import { membershipWrites } from './memberships.ts'
import type { Table, Write } from './table.ts'
import { beginTransfer, removeTransfer } from './transfers.ts'
import { changeUser, removeUser } from './users.ts'

type By = { actor: Actor; origin: Origin }

/** What the decision stood on beside the version: how much is owned, and that nothing of it moves. */
const settled = ({ owns }: UserRecord): Conditions => ({
  owns: owns === 0 ? 'zero' : { is: owns },
  receiving: 'zero',
  handingOver: 'absent',
})

const eventOf = (orgId: string, type: EventType, user: User, at: string, { actor, origin }: By) =>
  newEvent({ orgId, type, at, actor, target: targetOf(user), changes: {}, origin })

const told = (transfer: Transfer | null) =>
  transfer && { transfer: { to: transfer.to, toName: transfer.toName, resources: transfer.total } }

/** A6, M10: inactive from here on, and what was owned is on its way. Returns the person as they are then. */
export async function commitRemoval(
  table: Table,
  orgId: string,
  counts: Counts,
  { before, after, transfer }: Removal,
  by: By,
): Promise<UserRecord> {
  const { user } = before
  const sessionsValidAfter = sessionsEndAt(after.updatedAt)
  const event = {
    ...eventOf(orgId, 'user.removed', user, after.updatedAt, by),
    changes: changesOf(user, after),
    ...told(transfer),
  }
  const beside = { sessionsValidAfter, handingOver: transfer?.to, when: settled(before) }
  const writes = [
    changeUser(orgId, user, after, beside),
    ...(transfer ? beginTransfer(orgId, { ...transfer, by: by.actor, origin: by.origin }) : []),
  ]
  await table.transact(membershipWrites(orgId, counts, [{ before: user, after, writes, event }]))
  return { ...before, user: after, sessionsValidAfter, handingOver: transfer?.to ?? null }
}

/**
 * D9: nothing is left of the person here but the name in the log. An identity that no other organization knows goes, too; one with a
 * lease is left for the schedule to clear, since somebody may be half-way through a change of its Cognito user.
 */
export async function commitErasure(
  table: Table,
  orgId: string,
  counts: Counts,
  { before, identity, at }: { before: UserRecord; identity: Identity | undefined; at: string },
  by: By,
): Promise<void> {
  if (!identity) throw stale()
  const { user } = before
  const orphaned = !identity.lease && Object.keys(identity.memberships).every(id => id === orgId)
  const change = {
    before: user,
    after: null,
    writes: [removeUser(orgId, user, settled(before)), removeTransfer(orgId, user.id)],
    identityWrites: orphaned ? removeIdentity(identity) : [removeMembership(identity, orgId)],
    event: eventOf(orgId, 'user.erased', user, at, by),
  }
  await table.transact(membershipWrites(orgId, counts, [change]))
}

/** What somebody owns is on its way, and nothing else of the person changes: no new version. */
export async function commitMove(table: Table, orgId: string, before: UserRecord, transfer: Transfer, by: By): Promise<void> {
  const { user } = before
  const event = { ...eventOf(orgId, 'resources.transfer_started', user, transfer.startedAt, by), ...told(transfer) }
  const hold: Write = {
    change: userKey(orgId, user.id),
    set: { handingOver: transfer.to },
    if: { version: { is: user.version }, ...settled(before) },
    otherwise: stale,
  }
  await table.transact([hold, ...beginTransfer(orgId, { ...transfer, by: by.actor, origin: by.origin }), eventWrite(event)])
}
