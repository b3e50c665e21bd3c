import type { PermissionEntry, RosterPermission } from './permissions.ts'

export type Role = {
  id: string
  name: string
  description: string
  permissions: string[]
  /** Its permissions reach only people who share a site with the holder. */
  siteBound: boolean
  builtIn: boolean
}

export const OWNER = 'rol_owner'
export const ADMIN = 'rol_admin'
export const SITE_ADMIN = 'rol_site_admin'
export const MEMBER = 'rol_member'

const siteAdminPermissions: RosterPermission[] = ['users:read', 'users:create', 'users:invite', 'users:update', 'sites:read']
const billing: RosterPermission = 'billing:manage'

/** M5, T2, L1: the roles that every organization has and nobody can edit. */
export function builtInRoles(catalogue: PermissionEntry[]): Role[] {
  const all = catalogue.map(({ key }) => key)
  const role = (id: string, name: string, description: string, permissions: string[], siteBound = false): Role => ({
    id,
    name,
    description,
    permissions,
    siteBound,
    builtIn: true,
  })
  return [
    role(OWNER, 'Owner', 'May do everything, on all sites. Only an owner makes an owner.', all),
    role(
      ADMIN,
      'Admin',
      'May do everything but billing, on all sites.',
      all.filter(key => key !== billing),
    ),
    role(SITE_ADMIN, 'Site admin', 'Manages the people of the own sites.', siteAdminPermissions, true),
    role(MEMBER, 'Member', 'Belongs to the organization and uses the product.', []),
  ]
}

/** The roles of an organization: the built-in ones first, then its own by name. */
export const rolesOf = (catalogue: PermissionEntry[], custom: Role[]): Role[] => [
  ...builtInRoles(catalogue),
  ...custom.toSorted((one, other) => one.name.localeCompare(other.name, 'en') || one.id.localeCompare(other.id)),
]
