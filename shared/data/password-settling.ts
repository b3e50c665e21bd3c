import { type Identity, type Lease, maySignIn } from '../domain/identities.ts'
import { hasChosen, mustChoose } from '../domain/resetting.ts'
import { sessionsEndAt } from '../domain/sessions.ts'
import { nameOf, type User, type UserRecord } from '../domain/users.ts'
import type { Tools } from './email-holders.ts'
import { type Actor, type AuditEvent, changesOf, newEvent, type Origin, system, targetOf } from './events.ts'
import { stale, untilFresh } from './failures.ts'
import { identityAt, releaseLease } from './identities.ts'
import { recordPasswordReset, recordPasswordSet } from './identity-passwords.ts'
import { membershipWrites } from './memberships.ts'
import { newPassword } from './new-password.ts'
import { removeResetCode } from './reset-codes.ts'
import type { Table, Write } from './table.ts'
import { changeUser, endSessions, userAt } from './users.ts'

export type By = { at: string; origin: Origin }

/** T7: from here on the password is known to somebody else, and what was signed in before is over. */
export const commitPasswordSet = (
  table: Table,
  { userId, orgId, actor, lease }: { userId: string; orgId: string; actor: Actor; lease: Lease },
  { at, origin }: By,
): Promise<User> =>
  untilFresh(async () => {
    const { record } = await table.read({ record: userAt(orgId, userId) })
    if (!record) throw stale()
    const before = record.user
    const after = mustChoose(before, at)
    const [type, target, changes] = ['user.password_reset' as const, targetOf(after), changesOf(before, after)]
    const reset = { how: 'temporary' as const, notify: true as const }
    const event = newEvent({ orgId, type, at, actor, target, changes, reset, origin })
    const writes = [
      changeUser(orgId, before, after, { sessionsValidAfter: Math.max(record.sessionsValidAfter, sessionsEndAt(at)) }),
    ]
    await table.transact([...membershipWrites(orgId, null, [{ before, after, writes, event }]), recordPasswordSet(userId, lease)])
    return after
  })

/** A transaction holds a hundred items; a membership takes two. */
const together = 45

/**
 * D11: the mailbox has spoken. What was signed in before is over in every organization. Where the address was unproven until now, the
 * Cognito user has to be made anew: nobody but its user can take a passkey off it.
 * @param own the caller's lease, which ends with this unless there is more to do; null: whatever lease there is stays
 * @param certain whether the code is known to have been right; else nothing is proved by it
 * @returns whether the Cognito user has to be made anew, under the lease that is there then
 */
export const commitPasswordReset = (table: Table, userId: string, by: By, own: Lease | null, certain = true): Promise<boolean> =>
  untilFresh(async () => {
    const { identity } = await table.read({ identity: identityAt(userId) })
    if (!identity?.credentials || identity.displacedBy) return false
    const orgIds = Object.keys(identity.memberships).toSorted()
    const { records } = await table.read({ records: orgIds.map(orgId => userAt(orgId, userId)) })
    const proves = certain && !identity.emailVerified
    const proof: AuditEvent['changes'] = proves ? { emailVerified: { before: false, after: true } } : {}
    const ending = records.flatMap((record, index) =>
      isOver(record, by) ? [{ orgId: orgIds[index] ?? '', record, proof, certain, own }] : [],
    )
    while (ending.length > together) await table.transact(ending.splice(0, together).flatMap(one => endedIn(one, by)))
    await table.transact([
      ...ending.flatMap((one, index) => endedIn(one, by, index === 0)),
      recordPasswordReset(identity, proves, leaseAfter(identity, own, by)),
      removeResetCode(userId),
    ])
    return !identity.emailVerified
  })

type Ending = { orgId: string; record: UserRecord; proof: AuditEvent['changes']; certain: boolean; own: Lease | null }

const isOver = (record: UserRecord | undefined, { at }: By): record is UserRecord =>
  record !== undefined &&
  record.user.joinedAt !== null &&
  (record.user.mustChangePassword || record.sessionsValidAfter < sessionsEndAt(at))

function endedIn({ orgId, record, proof, certain, own }: Ending, { at, origin }: By, notify = false): Write[] {
  const before = record.user
  const after = before.mustChangePassword ? hasChosen(before, at) : before
  const sessionsValidAfter = Math.max(record.sessionsValidAfter, sessionsEndAt(at))
  const event = newEvent({
    orgId,
    type: 'user.password_reset',
    at,
    actor: certain ? { kind: 'user', id: before.id, name: nameOf(before) } : system,
    target: targetOf(after),
    changes: { ...changesOf(before, after), ...proof },
    reset: { how: 'mailed_code', ...(notify && { notify, ...(own === null && { signOut: true as const }) }) },
    origin,
  })
  const write =
    after === before
      ? endSessions(orgId, before.id, { sessionsValidAfter })
      : changeUser(orgId, before, after, { sessionsValidAfter })
  return membershipWrites(orgId, null, [{ before, after, writes: [write], event }])
}

function leaseAfter(identity: Identity, own: Lease | null, { at, origin }: By): Lease | null | undefined {
  if (identity.emailVerified) return own ? null : undefined
  const { id, until } = own ?? identity.lease ?? { id: origin.requestId, until: at }
  return { id, until, for: { what: 'renewal', since: at } }
}

/**
 * Nobody who could sign in before can any more: no password, no passkey, no second factor, no session is left. Whoever was suspended or
 * erased meanwhile stays so.
 */
export async function renewCredentials(
  { table, credentials }: Tools,
  { userId, email }: Pick<Identity, 'userId' | 'email'>,
  password: string,
  lease: Lease,
): Promise<void> {
  await credentials.remove(userId)
  await credentials.create(userId, email, password)
  await untilFresh(async () => {
    const { identity } = await table.read({ identity: identityAt(userId) })
    if (!identity || identity.displacedBy) return credentials.remove(userId)
    if (identity.email !== email) await credentials.changeEmail(userId, identity.email)
    if (!maySignIn(identity)) await credentials.disable(userId)
    await table.update(releaseLease(identity, lease))
  })
}

/**
 * What a request that was cut off has left: Cognito says how far it came, and the table follows.
 * @param identity with the lease of whoever asks
 */
export async function settlePassword(
  tools: Tools,
  identity: Identity & { lease: Lease },
  setting: NonNullable<Lease['for']>,
  by: By,
) {
  const { userId, lease } = identity
  const { table, credentials } = tools
  if (setting.what === 'renewal') return renewCredentials(tools, identity, newPassword(), lease)
  const seen = await credentials.look(userId)
  if (setting.what === 'temporary' && seen?.temporary && !identity.mustChangePassword && setting.orgId in identity.memberships) {
    await credentials.signOut(userId)
    await commitPasswordSet(table, { userId, orgId: setting.orgId, actor: system, lease }, by)
    return
  }
  const wasReset = seen && !seen.temporary && setting.what === 'reset' && seen.changedAt >= setting.since
  if (!wasReset) return table.update(releaseLease(identity, lease))
  await credentials.signOut(userId)
  if (await commitPasswordReset(table, userId, by, lease, false)) await renewCredentials(tools, identity, newPassword(), lease)
}
