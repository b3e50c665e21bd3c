import { leftBehind, movedAlong } from '../domain/displacing.ts'
import { newIdentity } from '../domain/identities.ts'
import { type Invitation, summaryOf } from '../domain/invitations.ts'
import { sessionsEndAt } from '../domain/sessions.ts'
import type { User, UserRecord } from '../domain/users.ts'
import { type Counts, countsAt } from './counts.ts'
import { changesOf, type EventType, newEvent, type Origin, system, targetOf } from './events.ts'
import { stale, unavailable } from './failures.ts'
import { newId } from './ids.ts'
import { changeInvitation, invitationAt } from './invitations.ts'
import { type MembershipChange, membershipWrites } from './memberships.ts'
import type { Offer } from './offers.ts'
import { displaceIdentity } from './proving.ts'
import type { ReadTable, Table } from './table.ts'
import { changeUser, createUser, removeUser, userAt } from './users.ts'

type Membership = { orgId: string; counts: Counts; record: UserRecord; invitation: Invitation | null }
/** What all changes of one displacement share. */
type Displacing = { userId: string; at: string; origin: Origin }

const transactionSize = 100

/**
 * The holder of this invitation's token has proved the login email, and the account that has it never did. In one transaction the email
 * goes to a new identity with every open invitation to it, and the old one's memberships end. Its Cognito user goes after that,
 * at the latest by the queue: an account that only the old password opens is no way back.
 */
export async function commitDisplacement(table: Table, { identity, user }: Offer, at: string, origin: Origin): Promise<void> {
  if (identity.lease && identity.lease.until > at) throw stale()
  const memberships = await readMemberships(table, user.id, Object.keys(identity.memberships))
  const displacing = { userId: newId('usr', at), at, origin }
  const changes = memberships.map(membership => ({ ...membership, changes: changesIn(membership, displacing) }))
  const statuses = (pick: (change: MembershipChange) => boolean) =>
    Object.fromEntries(
      changes.flatMap(({ orgId, changes }) =>
        changes.filter(pick).flatMap(({ after }) => (after ? [[orgId, after.status]] : [])),
      ),
    )
  const isNew = ({ after }: MembershipChange) => after?.id === displacing.userId
  const proven = { ...newIdentity(displacing.userId, identity.email, ''), memberships: statuses(isNew) }
  const writes = [
    ...displaceIdentity(
      identity,
      proven,
      statuses(change => !isNew(change)),
    ),
    ...changes.flatMap(({ orgId, counts, changes }) => membershipWrites(orgId, counts, changes)),
  ]
  if (writes.length > transactionSize) throw unavailable('An account in this many organizations')
  await table.transact(writes)
}

async function readMemberships(table: ReadTable, userId: string, orgIds: string[]): Promise<Membership[]> {
  const { records, counts } = await table.read({
    records: orgIds.map(orgId => userAt(orgId, userId)),
    counts: orgIds.map(orgId => countsAt(orgId)),
  })
  const { open } = await table.read({
    open: Object.fromEntries(
      orgIds.flatMap((orgId, index) => {
        const record = records[index]
        return record?.invitation && isOpen(record.user) ? [[orgId, invitationAt(orgId, record.invitation.id)]] : []
      }),
    ),
  })
  return orgIds.map((orgId, index) => {
    const [record, ofOrg] = [records[index], counts[index]]
    if (!record || !ofOrg) throw stale()
    return { orgId, record, counts: ofOrg, invitation: open[orgId] ?? null }
  })
}

const isOpen = ({ status }: User) => status === 'invited' || status === 'expired'

function changesIn({ orgId, counts, record, invitation }: Membership, displacing: Displacing): MembershipChange[] {
  const { user } = record
  if (invitation) return moveChanges(user, invitation, displacing)
  const after = leftBehind(user, counts.activeOwners, displacing.at)
  return [leaving(orgId, user, after, displacing)]
}

function moveChanges(user: User, invitation: Invitation, displacing: Displacing): MembershipChange[] {
  const { orgId } = invitation
  const { userId, at } = displacing
  const { left, moved } = movedAlong(user, userId, at)
  const after = { ...invitation, userId, updatedAt: at, version: invitation.version + 1 }
  const event = eventOf('invitation.moved', orgId, null, moved, displacing)
  return [
    leaving(orgId, user, left, displacing),
    {
      before: null,
      after: moved,
      writes: [createUser(orgId, moved, summaryOf(after)), changeInvitation(invitation, after)],
      identityWrites: [],
      event: { ...event, invitation: { id: after.id, tokenVersion: after.tokenVersion } },
    },
  ]
}

/** The identity's own copies of the statuses are written with it. */
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
