import type { RosterPermission } from '../domain/permissions.ts'
import { type Role, rolesOf } from '../domain/roles.ts'
import { allPermissions } from '../product.ts'
import type { Item } from './expressions.ts'
import { roleKey, rolesKey } from './keys.ts'
import { ledgerAt } from './ledger.ts'
import type { Place, ReadTable } from './table.ts'

/** Roster's own permissions in the table: a hundred roles of them are read with every call. The product's stand as they are. */
const codes: Record<RosterPermission, string> = {
  'org:update': 'ou',
  'users:read': 'ur',
  'users:create': 'uc',
  'users:invite': 'ui',
  'users:update': 'uu',
  'users:delete': 'ud',
  'users:reset-password': 'up',
  'users:sessions': 'us',
  'roles:read': 'rr',
  'roles:manage': 'rm',
  'sites:read': 'sr',
  'sites:manage': 'sm',
  'resources:manage': 'em',
  'audit:read': 'ar',
  'billing:manage': 'bm',
}
const codeOf = (permission: string) => (codes as Record<string, string>)[permission] ?? permission // a product's permission has none
const permissionsByCode = new Map(Object.entries(codes).map(([permission, code]) => [code, permission]))
const known = new Set(allPermissions.map(({ key }) => key))

const rolePrefix = 'role:'
/** Each role of the organization's own is an attribute, so that two of them change side by side. */
export const attributeOf = (roleId: string) => rolePrefix + roleId

/** The version stands apart, for conditions. */
type Packed = { version: number; role: string }

export const packRole = ({ version, siteBound, name, permissions }: Role): Packed => ({
  version,
  role: JSON.stringify([name, siteBound ? 1 : 0, ...permissions.map(codeOf)]),
})

/** A permission that the product declares no more gives nothing. */
function unpackRole(id: string, { version, role }: Packed, formerIds: string[]): Role {
  const [name, siteBound, ...coded] = JSON.parse(role) as [string, 0 | 1, ...string[]] // as packRole wrote it
  const permissions = coded.map(code => permissionsByCode.get(code) ?? code).filter(permission => known.has(permission))
  return { id, name, permissions, siteBound: siteBound === 1, builtIn: false, version, formerIds }
}

/** D10: one item for all of them, so that changing one changes everybody who has it, by one write. */
export const rolesAt = (orgId: string): Place<Role[]> => ({
  key: rolesKey(orgId),
  from(item = rolesKey(orgId)) {
    const { leaving } = ledgerAt(orgId).from(item)
    const formerOf = (id: string) => Object.keys(leaving).filter(former => leaving[former] === id)
    const own = Object.entries(item).filter(([name]) => name.startsWith(rolePrefix))
    const custom = own.map(([name, packed]) => {
      const id = name.slice(rolePrefix.length)
      return unpackRole(id, packed as Packed, formerOf(id)) // as packRole wrote it
    })
    return rolesOf(allPermissions, custom).map(role => (role.builtIn ? { ...role, formerIds: formerOf(role.id) } : role))
  },
})

/** What no call needs to know of a role. */
export const descriptionAt = (orgId: string, roleId: string): Place<string> => ({
  key: roleKey(orgId, roleId),
  from: descriptionIn,
})

const descriptionIn = (item: Item | undefined) => (item?.description ?? '') as string // as shared/data/role-changes.ts puts it

/** By the roles' ids; a role that is not among them has none. */
export async function listDescriptions(table: ReadTable, orgId: string): Promise<Map<string, string>> {
  const { pk, sk } = roleKey(orgId, '')
  const items = await table.range({ partition: pk, prefix: sk, limit: 100, consistent: true })
  return new Map(items.map(item => [item.sk.slice(sk.length), descriptionIn(item)]))
}
