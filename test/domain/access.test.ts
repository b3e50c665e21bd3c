import { expect, test } from 'vitest'
import { accessOf, allSitesBy } from '../../shared/domain/access.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { grants, permissions, roles } from './people.ts'

const fromRole = (id: string, name: string, reach: string) => ({ kind: 'role', id, name, reach })

test('A10: every permission is told once, by all that gives it, in order', () => {
  expect(accessOf(grants(['rol_site_reader', 'rol_reader', 'rol_powerless'], ['ste_a'], ['audit:read']), roles)).toEqual([
    { permission: 'audit:read', reach: 'everywhere', sources: [{ kind: 'extra', reach: 'everywhere' }] },
    {
      permission: 'users:read',
      reach: 'everywhere',
      sources: [fromRole('rol_reader', 'reader', 'everywhere'), fromRole('rol_site_reader', 'site_reader', 'own-sites')],
    },
  ])
})

test('what only site-bound roles give reaches the own sites, and an extra permission reaches everybody', () => {
  const reaches = (extra: string[]) =>
    accessOf(grants(['rol_site_reader'], [], extra), roles).map(({ permission, reach }) => [permission, reach])
  expect(reaches([])).toEqual([['users:read', 'own-sites']])
  expect(reaches(['users:read'])).toEqual([['users:read', 'everywhere']])
})

test('what is told does not depend on the order of the roles', () => {
  expect(accessOf(grants([ADMIN, 'rol_reader']), roles.toReversed()).length).toBe(permissions.length - 1)
})

test('nobody is told of what they have not got', () => {
  expect(accessOf(grants([MEMBER, 'rol_none']), roles)).toEqual([])
  expect(accessOf(grants([OWNER]), roles).map(({ permission }) => permission)).toEqual(
    permissions.map(({ key }) => key).toSorted(),
  )
})

test('T2: all sites come by Owner and Admin, whatever the own ones are', () => {
  const ids = (roleIds: string[]) => allSitesBy(grants(roleIds, ['ste_a']), roles).map(({ id }) => id)
  expect(ids([MEMBER, ADMIN, OWNER])).toEqual([OWNER, ADMIN])
  expect(ids([SITE_ADMIN, 'rol_like_admin'])).toEqual([])
})
