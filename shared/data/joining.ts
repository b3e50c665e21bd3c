import type { Identity, Lease } from '../domain/identities.ts'
import type { Invitation } from '../domain/invitations.ts'
import { provesEmail } from '../domain/joining.ts'
import { nameOf, type User } from '../domain/users.ts'
import type { Origin } from './events.ts'
import { Stale } from './failures.ts'
import { abandonLease, finishJoining, takeLease } from './identities.ts'
import { renewed } from './invitation-changes.ts'
import { membershipWrites } from './memberships.ts'
import type { Offer } from './offers.ts'
import type { Table } from './table.ts'

/**
 * Nobody else speaks to Cognito about this identity while `work` does. `work` ends the lease in its own transaction; after a crash it
 * runs out, and a second try, or the schedule, finishes or clears what is left.
 */
export const withLease = (
  table: Table,
  identity: Identity,
  lease: Lease,
  at: string,
  work: (lease: Lease) => Promise<void>,
): Promise<void> =>
  underLease(table, { userId: identity.userId, lease, at }, async () => table.update(takeLease(identity, lease, at)), work)

/** @param take takes the lease, or makes the identity together with it; `Stale` where somebody else was faster */
export async function underLease(
  table: Table,
  { userId, lease, at }: { userId: string; lease: Lease; at: string },
  take: () => Promise<void>,
  work: (lease: Lease) => Promise<void>,
): Promise<void> {
  let othersHold = true
  try {
    await take()
    othersHold = false
    await work(lease)
  } catch (error) {
    if (!(error instanceof Stale && othersHold)) await table.update(abandonLease(userId, lease, at)).catch(() => {})
    throw error
  }
}

/** The last step of joining: the person is active from here on. */
export async function commitJoining(
  table: Table,
  { user, invitation, identity, organization, counts }: Offer,
  joined: { user: User; invitation: Invitation },
  lease: Lease | null,
  origin: Origin,
): Promise<void> {
  const actor = { kind: 'user' as const, id: user.id, name: nameOf(joined.user) }
  const proof = !identity.emailVerified &&
    provesEmail(identity, invitation.mailTo) && { emailVerified: true, provenBy: 'invitation' as const }
  const change = renewed('invitation.accepted', { user, invitation }, joined, { actor, origin, ended: identity.ended })
  const finish = finishJoining(user.id, lease, organization.id, {
    credentials: true,
    ...proof,
    ...(identity.activeOrgId === null && { activeOrgId: organization.id }),
  })
  // Which sessions were ended comes along (D7), so it must be what it was; and an administrator who sets the password of whom no other
  // organization knows would else walk in with the person.
  const asRead = !lease && { version: { is: identity.version } }
  const identityWrites = [{ ...finish, if: { ...finish.if, ...asRead } }]
  await table.transact(membershipWrites(organization.id, counts, [{ ...change, identityWrites }]))
}
