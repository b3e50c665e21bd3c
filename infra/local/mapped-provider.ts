import { groupMappingsAt } from '../../shared/data/group-mappings.ts'
import { claimAt, identityAt } from '../../shared/data/identities.ts'
import type { ReadTable } from '../../shared/data/table.ts'
import { normalizeEmail } from '../../shared/domain/emails.ts'
import { decidingProvider } from '../../shared/domain/groups.ts'

/** The identity provider that an organization of this person maps, so that whoever tries it out need not know its name. */
export async function mappedProvider(table: ReadTable, email: string): Promise<string | undefined> {
  const { userId } = await table.read({ userId: claimAt(normalizeEmail(email) ?? '') })
  if (userId === undefined) return undefined
  const { identity } = await table.read({ identity: identityAt(userId) })
  const { activeOrgId = null, memberships = {} } = identity ?? {}
  const orgIds = Object.keys(memberships).toSorted((one, other) => Number(other === activeOrgId) - Number(one === activeOrgId))
  const { mappings } = await table.read({ mappings: orgIds.map(groupMappingsAt) })
  return mappings.map(decidingProvider).find(provider => provider !== null) ?? undefined
}
