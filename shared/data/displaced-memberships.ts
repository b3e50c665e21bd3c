import { leftBehind, movedAlong } from '../domain/displacing.ts'
import { type Invitation, summaryOf } from '../domain/invitations.ts'
import { ended } from '../domain/inviting.ts'
import { type Ledger, settledIn } from '../domain/ledger.ts'
import { sessionsEndAt } from '../domain/sessions.ts'
import type { User, UserRecord } from '../domain/users.ts'
import { type Counts, countsAt } from './counts.ts'
import { changesOf, type EventType, newEvent, type Origin, system, targetOf } from './events.ts'
import { stale } from './failures.ts'
import { changeInvitation, invitationAt } from './invitations.ts'
import { grantsStand, ledgerAt } from './ledger.ts'
import type { MembershipChange } from './memberships.ts'
import type { ReadTable } from './table.ts'
import { changeUser, createUser, removeUser, userAt } from './users.ts'

/** One organization that knows somebody whose login email was proved by somebody else. */
export type Membership = { orgId: string; counts: Counts; ledger: Ledger; record: UserRecord; invitation: Invitation | null }
/** What all changes of one displacement share; `userId` is whose the email is now. */
export type Displacing = { userId: string; at: string; origin: Origin }

export async function readMemberships(table: ReadTable, userId: string, orgIds: string[]): Promise<Membership[]> {
  const { records, counts, ledgers } = await table.read({
    records: orgIds.map(orgId => userAt(orgId, userId)),
    counts: orgIds.map(orgId => countsAt(orgId)),
    ledgers: orgIds.map(orgId => ledgerAt(orgId)),
  })
  const open = orgIds.flatMap((orgId, index) => {
    const record = records[index]
    return record?.invitation && isOpen(record.user) ? [[orgId, invitationAt(orgId, record.invitation.id)] as const] : []
  })
  const { invitations } = await table.read({ invitations: Object.fromEntries(open) })
  return orgIds.map((orgId, index) => {
    const [record, ofOrg, ledger] = [records[index], counts[index], ledgers[index]]
    if (!record || !ofOrg || !ledger) throw stale()
    return { orgId, record, counts: ofOrg, ledger, invitation: invitations[orgId] ?? null }
  })
}

const isOpen = ({ status }: User) => status === 'invited' || status === 'expired'

/** An invitation by email goes along to whoever has the email now; one by username was meant for the account that is gone. */
export function leavingChanges(
  { orgId, counts, ledger, record, invitation }: Membership,
  displacing: Displacing,
): MembershipChange[] {
  const { user } = record
  if (!invitation) return [leaving(orgId, user, leftBehind(user, counts.activeOwners, displacing.at), displacing)]
  return invitation.username === null ? moving(user, ledger, invitation, displacing) : [cancelling(user, invitation, displacing)]
}

function moving(user: User, ledger: Ledger, invitation: Invitation, displacing: Displacing): MembershipChange[] {
  const { orgId } = invitation
  const { userId, at } = displacing
  const { left } = movedAlong(user, userId, at)
  const { moved } = movedAlong(settledIn(user, ledger), userId, at) // a row of its own, which nobody looks for who follows a deletion
  const after = { ...invitation, userId, updatedAt: at, version: invitation.version + 1 }
  return [
    leaving(orgId, user, left, displacing),
    {
      before: null,
      after: moved,
      writes: [
        createUser(orgId, moved, summaryOf(after)),
        changeInvitation(invitation, after),
        ...grantsStand(orgId, ledger, [moved]),
      ],
      identityWrites: [],
      event: { ...eventOf('invitation.moved', orgId, null, moved, displacing), invitation: mailOf(after) },
    },
  ]
}

function cancelling(user: User, invitation: Invitation, displacing: Displacing): MembershipChange {
  const { orgId } = invitation
  const { left } = movedAlong(user, displacing.userId, displacing.at)
  const after = invitation.status === 'pending' ? ended(invitation, 'cancelled', displacing.at) : invitation
  const change = leaving(orgId, user, left, displacing)
  return {
    ...change,
    writes: [...change.writes, ...(after === invitation ? [] : [changeInvitation(invitation, after)])],
    event: { ...eventOf('invitation.cancelled', orgId, user, left ?? user, displacing), invitation: mailOf(after) },
  }
}

const mailOf = ({ id, tokenVersion }: Invitation) => ({ id, tokenVersion })

/** The identities' own copies of the statuses are written with them. */
const leaving = (orgId: string, before: User, after: User | null, displacing: Displacing): MembershipChange => ({
  before,
  after,
  writes: [
    after
      ? changeUser(orgId, before, after, { invitation: null, sessionsValidAfter: sessionsEndAt(displacing.at) })
      : removeUser(orgId, before),
  ],
  identityWrites: [],
  event: eventOf(
    after?.status === 'suspended' && before.status === 'active' ? 'user.suspended' : 'user.displaced',
    orgId,
    before,
    after ?? before,
    displacing,
  ),
})

const eventOf = (type: EventType, orgId: string, before: User | null, user: User, { at, origin }: Displacing) =>
  newEvent({ orgId, type, at, actor: system, target: targetOf(user), changes: changesOf(before, user), origin })
