import { describe, expect, test } from 'vitest'
import { catalogue } from '../../shared/domain/permissions.ts'
import {
  ADMIN,
  builtInDescriptions,
  builtInIds,
  builtInRoles,
  heldRoles,
  isHeld,
  MEMBER,
  namesOf,
  OWNER,
  pageOfRoles,
  type Role,
  rolesOf,
  SITE_ADMIN,
} from '../../shared/domain/roles.ts'

const own = (id: string, name: string, formerIds: string[] = []): Role => ({
  id,
  name,
  permissions: [],
  siteBound: false,
  builtIn: false,
  version: 1,
  formerIds,
})
const entries = catalogue([{ key: 'reports:read', title: 'Read reports', description: '' }])
const all = entries.map(({ key }) => key)

describe('M5: the built-in roles', () => {
  test.each([
    [OWNER, 'Owner', all, false],
    [ADMIN, 'Admin', all.filter(key => key !== 'billing:manage'), false],
    [SITE_ADMIN, 'Site admin', ['users:read', 'users:create', 'users:invite', 'users:update', 'sites:read'], true],
    [MEMBER, 'Member', [], false],
  ])('%s permits what it says', (id, name, permissions, siteBound) => {
    const role = builtInRoles(entries).find(one => one.id === id)
    expect(role).toEqual({ id, name, permissions, siteBound, builtIn: true, version: 1, formerIds: [] })
  })

  test('are the same four in the same order everywhere', () => {
    expect(builtInIds).toEqual(['rol_owner', 'rol_admin', 'rol_site_admin', 'rol_member'])
    expect(Object.keys(builtInDescriptions)).toEqual(builtInIds)
    expect(builtInRoles(entries).map(({ id }) => id)).toEqual(builtInIds)
  })

  test('permit what a product adds, but for members', () => {
    expect(all).toContain('reports:read')
    expect(all).toContain('org:update')
    const holders = builtInRoles(entries).filter(({ permissions }) => permissions.includes('reports:read'))
    expect(holders.map(({ id }) => id)).toEqual([OWNER, ADMIN])
  })
})

describe('D10: the list of roles', () => {
  const roles = rolesOf(entries, [own('rol_2', 'beta'), own('rol_9', 'Alpha'), own('rol_1', 'beta'), own('rol_3', 'Émile')])

  test('has the built-in ones first, then the own ones by name, and by id where two have the same', () => {
    expect(roles.map(({ id }) => id)).toEqual([...builtInIds, 'rol_9', 'rol_1', 'rol_2', 'rol_3'])
  })

  test.each([1, 2, 3, 4, 7, 8, 9])('in pages of %i is the same list', limit => {
    const seen: string[] = []
    let after: { id: string; name: string } | undefined
    do {
      const { page, last } = pageOfRoles(roles, limit, after)
      expect(page.length).toBeLessThanOrEqual(limit)
      seen.push(...page.map(({ id }) => id))
      after = last ?? undefined
    } while (after)
    expect(seen).toEqual(roles.map(({ id }) => id))
  })

  test('ends with a page that says so, also when it is just full', () => {
    expect(pageOfRoles(roles, 8, undefined).last).toBeNull()
    expect(pageOfRoles(roles, 7, undefined).last).toEqual({ id: 'rol_2', name: 'beta' })
    expect(pageOfRoles([], 8, undefined)).toEqual({ page: [], last: null })
  })

  test('goes on behind a role that was deleted meanwhile', () => {
    const idsAfter = (after: { id: string; name: string }) => pageOfRoles(roles, 9, after).page.map(({ id }) => id)
    expect(idsAfter({ id: 'rol_0', name: 'beta' })).toEqual(['rol_1', 'rol_2', 'rol_3'])
    expect(idsAfter({ id: 'rol_5', name: 'aa' })).toEqual(['rol_9', 'rol_1', 'rol_2', 'rol_3'])
    expect(idsAfter({ id: 'rol_5', name: 'zz' })).toEqual([])
    expect(idsAfter({ id: ADMIN, name: 'Admin' })).toEqual([SITE_ADMIN, MEMBER, 'rol_9', 'rol_1', 'rol_2', 'rol_3'])
  })
})

describe('who has a role', () => {
  test.each([
    [['rol_a'], [], true],
    [['rol_b', 'rol_a'], [], true],
    [['rol_b'], [], false],
    [['rol_old'], ['rol_old'], true],
    [['rol_old'], ['rol_older', 'rol_old'], true],
    [['rol_b'], ['rol_old'], false],
    [[], ['rol_old'], false],
  ])('D10: named are %j, and it stands in the place of %j: %s', (roleIds, formerIds, held) => {
    expect(isHeld(own('rol_a', 'A', formerIds), roleIds)).toBe(held)
  })

  test('an id that is no role of the organization is none', () => {
    const roles = [own('rol_a', 'A'), own('rol_b', 'B', ['rol_old'])]
    expect(namesOf(heldRoles({ roleIds: ['rol_old', 'rol_none'] }, roles))).toEqual([{ id: 'rol_b', name: 'B' }])
    expect(heldRoles({ roleIds: ['rol_none'] }, roles)).toEqual([])
  })
})
