import type * as z from 'zod/mini'
import { accessOf, allSitesBy } from '../domain/access.ts'
import { type GroupMappings, groupsGiving } from '../domain/groups.ts'
import { settledIn } from '../domain/ledger.ts'
import type { Caller } from '../domain/lifecycle.ts'
import { isManaged } from '../domain/managed.ts'
import { effectOn } from '../domain/role-preview.ts'
import { builtInDescriptions, namesOf, type Role } from '../domain/roles.ts'
import { nameOf, type User, type UserRecord } from '../domain/users.ts'
import type { roleShape } from '../routes/fields.ts'
import type { accessShape } from '../routes/role-fields.ts'

export const showRole = (
  { id, name, permissions, siteBound, builtIn, version }: Role,
  description: string | undefined,
  memberCount: number,
): z.input<typeof roleShape> => ({
  id,
  name,
  description: builtInDescriptions[id] ?? description ?? '',
  permissions,
  siteBound,
  builtIn,
  memberCount,
  version,
})

/** Null for somebody for whom nothing changes. */
export function showEffect(user: User, roles: Role[], before: Role, after: Role) {
  const effect = effectOn(user, roles, before, after)
  if (effect.gains.length + effect.loses.length === 0) return null
  const { id, email, status } = user
  return { user: { id, displayName: nameOf(user), email, status }, ...effect }
}

export function showAccess(
  { user, groups }: UserRecord,
  roles: Role[],
  caller: Caller,
  mappings: GroupMappings,
): z.input<typeof accessShape> {
  const { siteIds } = settledIn(user, caller.ledger)
  const all = allSitesBy(user, roles)
  /** L7: by which of the person's groups they have the role. */
  const withGroups = <Source extends { kind: string; id?: string }>(source: Source): Source & { groups?: string[] } => {
    const giving = isManaged(user, caller) && source.id !== undefined ? groupsGiving(mappings, groups, source.id) : []
    return giving.length > 0 ? { ...source, groups: giving } : source
  }
  return {
    userId: user.id,
    inForce: user.status === 'active' && user.displacedAt === null,
    permissions: accessOf(user, roles).map(one => ({ ...one, sources: one.sources.map(withGroups) })),
    sites: {
      siteIds: all.length > 0 ? 'all' : siteIds,
      sources: [
        ...namesOf(all).map(role => withGroups({ kind: 'role' as const, ...role })),
        ...(siteIds.length > 0 ? [{ kind: 'user' as const }] : []),
      ],
    },
  }
}
