import { expect, test } from 'vitest'
import { claimsOf as claimsFor, MOST_CLAIMS, type OrganizationClaims } from '../../shared/domain/claims.ts'
import type { Role } from '../../shared/domain/roles.ts'
import type { User, UserRecord } from '../../shared/domain/users.ts'

const role = (id: string, permissions: string[], siteBound = false): Role => ({
  id,
  name: id,
  permissions,
  siteBound,
  builtIn: false,
  version: 1,
  formerIds: [],
})
const record = (user: Partial<User>, sessionsValidAfter = 0) =>
  ({ user: { roleIds: [], extraPermissions: [], siteIds: [], ...user }, sessionsValidAfter }) as unknown as UserRecord // all that claims look at

const claimsOf = (orgId: string, of: UserRecord, roles: Role[], requiresMfa = false) => claimsFor(orgId, of, roles, requiresMfa)

const many = (count: number, prefix: string, length = 26) =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(length, '0')}`)
const sizeOf = (claims: OrganizationClaims) => Buffer.byteLength(JSON.stringify(claims))
const own = role('rol_own', ['reports:read', 'a:b'])

test('the claims are role ids, effective permissions in order, and sites', () => {
  const roles = [own, role('rol_near', ['users:read', 'a:b'], true), role('rol_other', ['x:y'])]
  const user = { roleIds: ['rol_near', 'rol_own', 'rol_gone'], extraPermissions: ['billing:manage'], siteIds: ['ste_1'] }
  expect(claimsOf('org_1', record(user), roles)).toEqual({
    org_id: 'org_1',
    org_roles: ['rol_own', 'rol_near'],
    org_permissions: ['a:b', 'billing:manage', 'reports:read', 'users:read'],
    org_sites: ['ste_1'],
  })
})

test('who administers the organization has all sites, and where sessions were ended the claims say when', () => {
  const claims = claimsOf('org_1', record({ roleIds: ['rol_admin'], siteIds: ['ste_1'] }, 1234), [role('rol_admin', [])])
  expect(claims).toMatchObject({ org_sites: 'all', org_auth_after: 1234 })
})

test.each([
  ['500 sites', 2, many(500, 'ste_'), ['org_sites']],
  ['300 permissions', 300, ['ste_1'], ['org_permissions']],
  ['300 permissions and 500 sites', 300, many(500, 'ste_'), ['org_sites', 'org_permissions']],
  ['300 permissions and all sites', 300, 'all' as const, ['org_permissions']],
])('of %s, what gives way is said by "lookup", and the rest stays', (_, permissions, siteIds, given) => {
  const roles = [role('rol_many', many(permissions, 'thing:read-', 8))]
  const claims = claimsOf('org_1', record({ roleIds: ['rol_many'], siteIds }), roles)
  expect(Object.entries(claims).filter(([, value]) => value === 'lookup')).toEqual(
    given.map(name => [name, 'lookup']).toReversed(),
  )
  expect(sizeOf(claims)).toBeLessThanOrEqual(MOST_CLAIMS)
})

test('roles give way last', () => {
  const roles = many(200, 'rol_').map(id => role(id, []))
  const claims = claimsOf('org_1', record({ roleIds: roles.map(({ id }) => id), siteIds: many(500, 'ste_') }), roles)
  expect(claims).toEqual({ org_id: 'org_1', org_roles: 'lookup', org_permissions: 'lookup', org_sites: 'lookup' })
})

test('what is exactly 4096 bytes stays whole, and one byte more does not', () => {
  const ofLength = (letters: number) => claimsOf('org_1', record({ siteIds: ['s'.repeat(letters)] }), [])
  const fits = MOST_CLAIMS - sizeOf(ofLength(0))
  expect(sizeOf(ofLength(fits))).toBe(4096)
  expect(ofLength(fits).org_sites).toHaveLength(1)
  expect(ofLength(fits + 1).org_sites).toBe('lookup')
})
