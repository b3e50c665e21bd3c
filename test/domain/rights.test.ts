import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkGrant, covers, type Grants, may, mayTowards, permissionsOf, rightsOf } from '../../shared/domain/rights.ts'
import { ADMIN, builtInRoles, MEMBER, OWNER, rolesOf, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { grants, permissions, roles, verdictOf } from './people.ts'

const rights = (...held: Parameters<typeof grants>) => rightsOf(grants(...held), roles)

describe('the built-in roles', () => {
  const contract: Record<string, string[]> = {
    [OWNER]:
      'org:update users:read users:create users:invite users:update users:delete users:reset-password users:sessions roles:read roles:manage sites:read sites:manage resources:manage audit:read billing:manage reports:read'.split(
        ' ',
      ),
    [ADMIN]:
      'org:update users:read users:create users:invite users:update users:delete users:reset-password users:sessions roles:read roles:manage sites:read sites:manage resources:manage audit:read reports:read'.split(
        ' ',
      ),
    [SITE_ADMIN]: 'users:read users:create users:invite users:update sites:read'.split(' '),
    [MEMBER]: [],
  }

  test.each(builtInRoles(permissions))('$name has what the contract says', role => {
    expect(role.permissions).toEqual(contract[role.id])
    expect(role.siteBound).toBe(role.id === SITE_ADMIN)
    expect(role.builtIn).toBe(true)
  })

  test('stand before the own ones, which follow by name', () => {
    const own = [roles.at(-1), roles.at(4)].flatMap(role => (role ? [{ ...role, builtIn: false }] : []))
    expect(rolesOf(permissions, own).map(({ name }) => name)).toEqual([
      'Owner',
      'Admin',
      'Site admin',
      'Member',
      ...own.map(({ name }) => name).toSorted(),
    ])
  })
})

describe('rights', () => {
  test('are the union of all roles and the extra permissions', () => {
    expect(permissionsOf(rights(['rol_reader', 'rol_inviter'], [], ['billing:manage']))).toEqual([
      'billing:manage',
      'users:invite',
      'users:read',
    ])
  })

  test('of a site-bound role reach only the own sites, and those of another role everywhere', () => {
    const both = rights([SITE_ADMIN, 'rol_reader'], ['ste_a'])
    expect(mayTowards(both, 'users:read', { sites: ['ste_b'] })).toBe(true)
    expect(mayTowards(both, 'users:update', { sites: ['ste_b'] })).toBe(false)
    expect(mayTowards(both, 'users:update', { sites: ['ste_b', 'ste_a'] })).toBe(true)
    expect(mayTowards(both, 'users:update', { sites: 'all' })).toBe(true)
    expect(mayTowards(both, 'users:delete', { sites: 'all' })).toBe(false)
  })

  test('an extra permission reaches everywhere, whatever the sites', () => {
    const extra = rights([SITE_ADMIN], ['ste_a'], ['users:read'])
    expect(mayTowards(extra, 'users:read', { sites: [] })).toBe(true)
    expect(mayTowards(extra, 'users:update', { sites: [] })).toBe(false)
  })

  test('who has no site shares none, not even with somebody who has all', () => {
    expect(mayTowards(rights([SITE_ADMIN]), 'users:read', { sites: 'all' })).toBe(false)
    expect(mayTowards(rights([SITE_ADMIN], 'all'), 'users:read', { sites: [] })).toBe(false)
    expect(mayTowards(rights([SITE_ADMIN], 'all'), 'users:read', { sites: ['ste_a'] })).toBe(true)
  })

  test('owners and admins have all sites without being given any; nobody else has', () => {
    expect(rights([OWNER]).sites).toBe('all')
    expect(rights([ADMIN, MEMBER], ['ste_a']).sites).toBe('all')
    expect(rights(['rol_like_admin'], ['ste_a']).sites).toEqual(['ste_a'])
    expect(rights([SITE_ADMIN]).sites).toEqual([])
  })

  test('a role that does not exist gives nothing', () => {
    expect(permissionsOf(rights(['rol_gone']))).toEqual([])
  })

  test('may tells of a permission wherever it reaches', () => {
    expect(may(rights([SITE_ADMIN]), 'users:read')).toBe(true)
    expect(may(rights([SITE_ADMIN]), 'users:delete')).toBe(false)
    expect(may(rights(['rol_reader']), 'users:read')).toBe(true)
  })
})

const someGrants: fc.Arbitrary<Grants> = fc.record({
  roleIds: fc.subarray(roles.map(({ id }) => id)),
  extraPermissions: fc.subarray(permissions.map(({ key }) => key)),
  siteIds: fc.oneof(fc.constant('all' as const), fc.subarray(['ste_a', 'ste_b', 'ste_c'])),
})

describe('covering', () => {
  test('everybody covers themselves, and who covers goes through others', () => {
    fc.assert(
      fc.property(someGrants, someGrants, someGrants, (a, b, c) => {
        const [one, two, three] = [rightsOf(a, roles), rightsOf(b, roles), rightsOf(c, roles)]
        expect(covers(one, one)).toBe(true)
        if (covers(one, two) && covers(two, three)) expect(covers(one, three)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('who covers somebody can do nothing less than they can, to nobody', () => {
    fc.assert(
      fc.property(someGrants, someGrants, someGrants, (a, b, c) => {
        const [greater, lesser, target] = [rightsOf(a, roles), rightsOf(b, roles), rightsOf(c, roles)]
        if (!covers(greater, lesser)) return
        for (const { key } of permissions) {
          if (mayTowards(lesser, key, target)) expect(mayTowards(greater, key, target)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('only an owner covers an owner, even where another has every single permission', () => {
    const everything = rights([ADMIN], [], ['billing:manage'])
    expect(permissionsOf(everything)).toEqual(permissionsOf(rights([OWNER])))
    expect(covers(everything, rights([OWNER]))).toBe(false)
    expect(covers(rights([OWNER]), everything)).toBe(true)
  })

  test('a permission everywhere covers it at sites, not the other way round', () => {
    expect(covers(rights(['rol_reader']), rights(['rol_site_reader'], 'all'))).toBe(true)
    expect(covers(rights(['rol_site_reader'], 'all'), rights(['rol_reader']))).toBe(false)
    expect(covers(rights(['rol_site_reader'], ['ste_a']), rights(['rol_site_reader'], ['ste_a', 'ste_b']))).toBe(false)
  })
})

describe('giving', () => {
  const give = (giver: Grants, wanted: Grants, before: Grants = grants([MEMBER])) =>
    verdictOf(() => checkGrant(rightsOf(giver, roles), wanted, before, roles))

  test.each<[string, Grants, Grants, string]>([
    ['an owner makes an owner', grants([OWNER]), grants([OWNER]), 'ok'],
    ['an admin makes an admin', grants([ADMIN]), grants([ADMIN]), 'ok'],
    ['an admin makes no owner', grants([ADMIN]), grants([OWNER]), 'grant_beyond_own'],
    ['an admin with billing makes no owner', grants([ADMIN], [], ['billing:manage']), grants([OWNER]), 'grant_beyond_own'],
    ['an admin gives no billing', grants([ADMIN]), grants([MEMBER], [], ['billing:manage']), 'grant_beyond_own'],
    [
      'an admin with billing gives billing',
      grants([ADMIN], [], ['billing:manage']),
      grants([MEMBER], [], ['billing:manage']),
      'ok',
    ],
    ['a site admin makes a site admin of the own site', grants([SITE_ADMIN], ['s']), grants([SITE_ADMIN], ['s']), 'ok'],
    ['a site admin gives no other site', grants([SITE_ADMIN], ['s']), grants([MEMBER], ['s', 't']), 'grant_beyond_own'],
    ['a site admin gives not all sites', grants([SITE_ADMIN], ['s']), grants([MEMBER], 'all'), 'grant_beyond_own'],
    ['a site admin makes no admin', grants([SITE_ADMIN], 'all'), grants([ADMIN]), 'grant_beyond_own'],
    ['a site admin gives nothing everywhere', grants([SITE_ADMIN], 'all'), grants(['rol_reader'], ['s']), 'grant_beyond_own'],
    [
      'a site admin gives no extra permission',
      grants([SITE_ADMIN], ['s']),
      grants([MEMBER], ['s'], ['users:read']),
      'grant_beyond_own',
    ],
    ['an inviter gives what it holds', grants(['rol_inviter']), grants(['rol_inviter']), 'ok'],
    ['an inviter without sites gives none', grants(['rol_inviter']), grants([MEMBER], ['s']), 'grant_beyond_own'],
    ['an owner gives all sites', grants([OWNER]), grants([MEMBER], 'all'), 'ok'],
  ])('%s', (_, giver, wanted, verdict) => {
    expect(give(giver, wanted)).toBe(verdict)
  })

  test('nobody without all sites makes an admin, who has them all', () => {
    expect(give(grants(['rol_like_admin'], ['s']), grants([ADMIN], ['s']))).toBe('grant_beyond_own')
    expect(give(grants(['rol_like_admin'], 'all'), grants([ADMIN]))).toBe('ok')
  })

  test('nobody without all sites takes an admin all sites', () => {
    expect(give(grants(['rol_like_admin'], ['s']), grants([MEMBER]), grants([ADMIN]))).toBe('grant_beyond_own')
    expect(give(grants([ADMIN]), grants([MEMBER]), grants([ADMIN]))).toBe('ok')
  })

  test('a site that the giver does not have can neither be given nor taken, but may stay', () => {
    const giver = grants([SITE_ADMIN], ['s'])
    expect(give(giver, grants([MEMBER], ['t']), grants([MEMBER], ['s', 't']))).toBe('ok')
    expect(give(giver, grants([MEMBER], ['s']), grants([MEMBER], ['s', 't']))).toBe('grant_beyond_own')
    expect(give(giver, grants([MEMBER], []), grants([MEMBER], 'all'))).toBe('grant_beyond_own')
    expect(give(giver, grants([MEMBER], 'all'), grants([MEMBER], 'all'))).toBe('ok')
    expect(give(grants([SITE_ADMIN], ['a', 'l']), grants([MEMBER], 'all'), grants([MEMBER], ['a']))).toBe('grant_beyond_own')
  })

  test('nobody gives themselves a right that they do not have', () => {
    fc.assert(
      fc.property(someGrants, someGrants, (own, wanted) => {
        if (give(own, wanted, own) !== 'ok') return
        const [before, after] = [rightsOf(own, roles), rightsOf(wanted, roles)]
        expect(covers(before, after)).toBe(true)
        if (before.sites !== 'all') expect(after.sites).not.toBe('all')
        if (before.sites !== 'all' && after.sites !== 'all') expect(before.sites).toEqual(expect.arrayContaining(after.sites))
      }),
      { numRuns: 2000 },
    )
  })
})
