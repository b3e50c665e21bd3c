import { type Identity, newIdentity } from '../domain/identities.ts'
import { type Displacing, leavingChanges, type Membership, readMemberships } from './displaced-memberships.ts'
import type { Origin } from './events.ts'
import { stale } from './failures.ts'
import { identityAt } from './identities.ts'
import { newId } from './ids.ts'
import { membershipWrites } from './memberships.ts'
import type { Offer } from './offers.ts'
import { continueDisplacement, displaceIdentity } from './proving.ts'
import type { Table, Write } from './table.ts'

/** The identities, the email and a username take up to five of a transaction's hundred. */
const room = 95

/** Some of the memberships: what is written, and where that leaves both identities. */
type Step = { writes: Write[]; left: Identity['memberships']; moved: Identity['memberships']; rest: Membership[] }

/**
 * The holder of this invitation's token has proved the login email, and the account that has it never did. In one transaction the email
 * goes to a new identity with every open invitation to it, and the old one's memberships end. Its Cognito user goes after that,
 * at the latest by the queue: an account that only the old password opens is no way back.
 * @returns whether that was all; else `finishDisplacement` does the rest, of somebody in very many organizations
 */
export async function commitDisplacement(
  table: Table,
  { identity, invitation }: Pick<Offer, 'identity' | 'invitation'>,
  at: string,
  origin: Origin,
): Promise<boolean> {
  if (identity.lease && identity.lease.until > at) throw stale()
  const memberships = await readMemberships(table, identity.userId, Object.keys(identity.memberships))
  const displacing = { userId: newId('usr', at), at, origin }
  const isThis = ({ orgId }: Membership) => orgId === invitation.orgId
  const thisFirst = memberships.toSorted((one, other) => Number(isThis(other)) - Number(isThis(one)))
  const { writes, left, moved, rest } = stepOf(identity, thisFirst, displacing)
  const proven = { ...newIdentity(displacing.userId, identity.email, invitation.orgId), memberships: moved }
  await table.transact([...displaceIdentity(identity, proven, left), ...writes])
  return rest.length === 0
}

/** What one transaction could not hold, one after the other; whoever was cut off in between is followed by the queue. */
export async function finishDisplacement(table: Table, userId: string, at: string, origin: Origin): Promise<void> {
  for (let more = true; more; ) {
    const { identity } = await table.read({ identity: identityAt(userId) })
    if (!identity?.displacedBy) return
    const memberships = await readMemberships(table, userId, Object.keys(identity.memberships))
    const open = memberships.filter(({ record }) => record.user.displacedAt === null)
    if (open.length === 0) return
    const { writes, left, moved, rest } = stepOf(identity, open, { userId: identity.displacedBy, at, origin })
    await table.transact([...continueDisplacement(identity, identity.displacedBy, left, moved), ...writes])
    more = rest.length > 0
  }
}

/** As many of them, from the first on, as a transaction holds. */
function stepOf(identity: Identity, memberships: Membership[], displacing: Displacing): Step {
  const step: Step = { writes: [], left: { ...identity.memberships }, moved: {}, rest: [] }
  for (const membership of memberships) {
    const { orgId, counts } = membership
    const changes = leavingChanges(membership, displacing)
    const writes = membershipWrites(orgId, counts, changes, { ownersAsRead: true })
    if (step.rest.length > 0 || step.writes.length + writes.length > room) step.rest.push(membership)
    else {
      step.writes.push(...writes)
      delete step.left[orgId]
      for (const { after } of changes) if (after) step[after.id === displacing.userId ? 'moved' : 'left'][orgId] = after.status
    }
  }
  return step
}
