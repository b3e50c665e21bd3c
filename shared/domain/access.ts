import { type Grants, rightsOf } from './rights.ts'
import { heldRoles, type Role } from './roles.ts'

/** Where a permission, or access to sites, comes from. */
export type Source = { kind: 'role'; id: string; name: string; reach: Reach } | { kind: 'extra'; reach: Reach }

/** Whether it counts towards everybody, or only towards people of the own sites. */
export type Reach = 'everywhere' | 'own-sites'

/** Why somebody may do what they may do. */
export function accessOf(user: Grants, roles: Role[]): { permission: string; reach: Reach; sources: Source[] }[] {
  const held = heldRoles(user, roles)
  const all = [...new Set([...held.flatMap(({ permissions }) => permissions), ...user.extraPermissions])].toSorted()
  return all.map(permission => {
    const sources: Source[] = [
      ...held.filter(({ permissions }) => permissions.includes(permission)).map(sourceOf),
      ...(user.extraPermissions.includes(permission) ? [{ kind: 'extra' as const, reach: 'everywhere' as const }] : []),
    ]
    return { permission, reach: sources.some(({ reach }) => reach === 'everywhere') ? 'everywhere' : 'own-sites', sources }
  })
}

const sourceOf = ({ id, name, siteBound }: Role): Source => ({
  kind: 'role',
  id,
  name,
  reach: siteBound ? 'own-sites' : 'everywhere',
})

/** Which roles give all sites whatever the person's own are. */
export const allSitesBy = (user: Grants, roles: Role[]): Role[] =>
  heldRoles(user, roles).filter(
    role => rightsOf({ roleIds: [role.id], extraPermissions: [], siteIds: [] }, roles).sites === 'all',
  )
