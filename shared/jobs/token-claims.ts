import { ledgerAt } from '../data/ledger.ts'
import { requiresMfaAt } from '../data/required-factors.ts'
import { rolesAt } from '../data/roles.ts'
import type { ReadTable } from '../data/table.ts'
import { userAt } from '../data/users.ts'
import { claimsOf, type OrganizationClaims } from '../domain/claims.ts'
import { activeOrganization, type Identity } from '../domain/identities.ts'
import { settledIn } from '../domain/ledger.ts'

/**
 * T6: what new tokens say; nothing for somebody who is active nowhere and has an invitation to accept. Read strongly consistent, since
 * a token goes on saying for 15 minutes what it was given.
 */
export async function readClaims(table: ReadTable, identity: Identity): Promise<OrganizationClaims | null> {
  const orgId = activeOrganization(identity)
  if (orgId === null) return null
  const { self, roles, ledger, requiresMfa } = await table.read({
    self: userAt(orgId, identity.userId),
    roles: rolesAt(orgId),
    ledger: ledgerAt(orgId),
    requiresMfa: requiresMfaAt(orgId),
  })
  // Suspended or displaced since the identity was read.
  if (self?.user.status !== 'active' || self.user.displacedAt !== null) return null
  return claimsOf(orgId, { ...self, user: settledIn(self.user, ledger) }, roles, requiresMfa)
}
