import type { PermissionEntry, RosterPermission } from './permissions.ts'

export type Role = {
  id: string
  name: string
  permissions: string[]
  /** Its permissions reach only people who share a site with the holder. */
  siteBound: boolean
  builtIn: boolean
  version: number
  /** Of deleted roles in whose place this one is, while some people's rows still name them. */
  formerIds: string[]
}

export const OWNER = 'rol_owner'
export const ADMIN = 'rol_admin'
export const SITE_ADMIN = 'rol_site_admin'
export const MEMBER = 'rol_member'
export const builtInIds: string[] = [OWNER, ADMIN, SITE_ADMIN, MEMBER]

const siteAdminPermissions: RosterPermission[] = ['users:read', 'users:create', 'users:invite', 'users:update', 'sites:read']
const billing: RosterPermission = 'billing:manage'

/** M5, T2, L1: the roles that every organization has and nobody can edit. */
export function builtInRoles(catalogue: PermissionEntry[]): Role[] {
  const all = catalogue.map(({ key }) => key)
  const role = (id: string, name: string, permissions: string[], siteBound = false): Role => ({
    id,
    name,
    permissions,
    siteBound,
    builtIn: true,
    version: 1,
    formerIds: [],
  })
  return [
    role(OWNER, 'Owner', all),
    role(
      ADMIN,
      'Admin',
      all.filter(key => key !== billing),
    ),
    role(SITE_ADMIN, 'Site admin', siteAdminPermissions, true),
    role(MEMBER, 'Member', []),
  ]
}

export const builtInDescriptions: Record<string, string> = {
  [OWNER]: 'May do everything, on all sites. Only an owner makes an owner.',
  [ADMIN]: 'May do everything but billing, on all sites.',
  [SITE_ADMIN]: 'Manages the people of the own sites.',
  [MEMBER]: 'Belongs to the organization and uses the product.',
}

/** The roles of an organization: the built-in ones first, then its own by name. */
export const rolesOf = (catalogue: PermissionEntry[], custom: Role[]): Role[] => [
  ...builtInRoles(catalogue),
  ...custom.toSorted(compare),
]

/** Where a role stands in that order; what comes and goes around it moves it no more than its name does. */
export type RolePlace = Pick<Role, 'id' | 'name'>

const compare = (one: RolePlace, other: RolePlace) => one.name.localeCompare(other.name, 'en') || one.id.localeCompare(other.id)

/** @param after where the page before ended; `last` is where this one does, null if it is the last one */
export function pageOfRoles(
  roles: Role[],
  limit: number,
  after: RolePlace | undefined,
): { page: Role[]; last: RolePlace | null } {
  const rest = after === undefined ? roles : roles.slice(roles.findLastIndex(role => !isAfter(role, after)) + 1)
  const page = rest.slice(0, limit)
  const [end] = page.slice(-1)
  return { page, last: end && rest.length > limit ? { id: end.id, name: end.name } : null }
}

function isAfter(role: Role, place: RolePlace): boolean {
  const [own, placed] = [role.id, place.id].map(id => builtInIds.indexOf(id)) as [number, number] // of two
  if (own >= 0) return placed >= 0 && own > placed
  return placed >= 0 || compare(role, place) > 0
}

/** Whether these ids name the role, or one in whose place it is. */
export const isHeld = ({ id, formerIds }: Role, roleIds: string[]): boolean =>
  roleIds.includes(id) || formerIds.some(former => roleIds.includes(former))

/** The roles that somebody has right now. An id that is not among the organization's roles is none. */
export const heldRoles = ({ roleIds }: { roleIds: string[] }, roles: Role[]): Role[] =>
  roles.filter(role => isHeld(role, roleIds))

/** Every permission there is: what an owner holds. */
export const everyPermission = (roles: Role[]): string[] =>
  roles.flatMap(({ id, permissions }) => (id === OWNER ? permissions : []))

export const namesOf = (roles: Role[]) => roles.map(({ id, name }) => ({ id, name }))
