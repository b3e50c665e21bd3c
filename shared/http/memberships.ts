import { identityAt } from '../data/identities.ts'
import { ledgerAt } from '../data/ledger.ts'
import { organizationAt } from '../data/organizations.ts'
import { requiresMfaAt } from '../data/required-factors.ts'
import { rolesAt } from '../data/roles.ts'
import type { ReadTable } from '../data/table.ts'
import { userAt } from '../data/users.ts'
import type { Identity } from '../domain/identities.ts'
import type { Ledger } from '../domain/ledger.ts'
import type { Organization } from '../domain/organizations.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Role } from '../domain/roles.ts'
import { nameOf, type User } from '../domain/users.ts'
import { checkLive } from './live.ts'
import { type SignedIn, Unauthorized } from './tokens.ts'

export type OpenMembership = {
  organization: Organization
  roles: Role[]
  ledger: Ledger
  user: User
  /** Whether the organization refuses this sign-in for want of a second factor. */
  mfaRequired: boolean
}

/** Somebody's own users, one of each organization. */
export const ownUsers = (open: OpenMembership[]) => open.map(({ organization, user }) => ({ orgId: organization.id, user }))

/** What somebody did is told in each organization, by the name that they have there. */
export const toldOf = (open: OpenMembership[]) =>
  open.map(({ organization, user }) => ({
    orgId: organization.id,
    user,
    actor: { kind: 'user' as const, id: user.id, name: nameOf(user) },
  }))

/** Where somebody has access right now, for routes outside organizations. D8: whoever has it nowhere is refused there too. */
export async function openMemberships(
  table: ReadTable,
  signedIn: SignedIn,
): Promise<{ identity: Identity; open: OpenMembership[] }> {
  const { userId, authTime, secondFactor } = signedIn
  const { identity } = await table.read({ identity: identityAt(userId) })
  if (!identity) throw new Unauthorized()
  await checkLive(signedIn, identity.ended)
  const active = Object.keys(identity.memberships)
    .filter(orgId => identity.memberships[orgId] === 'active')
    .toSorted()
  const { memberships } = await table.read({
    memberships: Object.fromEntries(
      active.map(orgId => {
        const own = {
          roles: rolesAt(orgId),
          ledger: ledgerAt(orgId),
          requiresMfa: requiresMfaAt(orgId),
          self: userAt(orgId, userId),
        }
        return [orgId, { organization: organizationAt(orgId), ...own }]
      }),
    ),
  })
  const open = Object.values(memberships).flatMap(({ organization, roles, ledger, requiresMfa, self }) =>
    organization && self?.user.status === 'active' && self.user.displacedAt === null && authTime >= self.sessionsValidAfter
      ? [{ organization, roles, ledger, user: self.user, mfaRequired: requiresMfa && !secondFactor }]
      : [],
  )
  if (open.length === 0)
    throw new Refusal('forbidden', 'You have access to no organization right now. Ask an administrator of yours.')
  return { identity, open }
}
