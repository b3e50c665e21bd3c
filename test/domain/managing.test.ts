import { describe, expect, test } from 'vitest'
import { changesGrants, changeUser, checkGrantsExist, type UserWish } from '../../shared/domain/managing.ts'
import type { Grants } from '../../shared/domain/rights.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { mailboxOf, nameOf, type User } from '../../shared/domain/users.ts'
import { at, callerWith, grants, refusalFrom, roles, user, verdictOf } from './people.ts'

const change = (wish: UserWish, target: User = user(), by: Grants = grants([OWNER])) =>
  changeUser({ caller: callerWith(by), user: target, roles, at }, wish)

test('a change is the next version, of now, and nothing else moves', () => {
  const before = user()
  expect(change({ firstName: 'New', phone: '+1', communicationEmail: 'c@example.com', locale: 'ar' }, before)).toEqual({
    ...before,
    firstName: 'New',
    phone: '+1',
    communicationEmail: 'c@example.com',
    locale: 'ar',
    updatedAt: at,
    version: before.version + 1,
  })
})

test('a change that changes nothing is no new version', () => {
  const before = user({ roleIds: [SITE_ADMIN, MEMBER], siteIds: ['ste_a', 'ste_b'] })
  expect(change({}, before)).toBe(before)
  expect(change({ firstName: 'Tara', roleIds: [MEMBER, SITE_ADMIN], siteIds: ['ste_b', 'ste_a'] }, before)).toBe(before)
})

test('a field that is set to nothing is changed', () => {
  expect(change({ firstName: null }).firstName).toBe(null)
})

test.each<[string, UserWish]>([
  ['roles', { roleIds: [ADMIN] }],
  ['extra permissions', { extraPermissions: ['billing:manage'] }],
  ['sites', { siteIds: ['ste_a'] }],
])('%s are given only by who holds them', (_, wish) => {
  expect(change(wish)).toMatchObject(wish)
  expect(verdictOf(() => change(wish, user(), grants(['rol_updater'])))).toBe('grant_beyond_own')
})

test('names can be changed by who could not give the roles that somebody has, unless those are more than the own ones', () => {
  const target = user({ siteIds: ['ste_a'] })
  expect(change({ firstName: 'New' }, target, grants(['rol_updater'])).firstName).toBe('New')
  expect(verdictOf(() => change({ firstName: 'New' }, user(grants([ADMIN])), grants(['rol_updater'])))).toBe('beyond_your_rights')
})

test('M6: whoever changes what an open invitation gives answers for all of it, its sites as well', () => {
  const changing = (status: User['status']) => () =>
    change({ roleIds: ['rol_reader'] }, user({ status, siteIds: ['ste_a'] }), grants(['rol_updater']))
  expect(verdictOf(changing('invited'))).toBe('grant_beyond_own')
  expect(verdictOf(changing('active'))).toBe('ok')
})

test('nobody raises their own rights', () => {
  const self = user({ id: 'usr_caller', ...grants(['rol_updater']) })
  expect(verdictOf(() => change({ roleIds: ['rol_updater', 'rol_inviter'] }, self, grants(['rol_updater'])))).toBe(
    'grant_beyond_own',
  )
  expect(change({ roleIds: [MEMBER] }, self, grants(['rol_updater'])).roleIds).toEqual([MEMBER])
})

test('nobody but an owner makes an owner, or takes that away', () => {
  const admin = grants([ADMIN], [], ['billing:manage'])
  expect(verdictOf(() => change({ roleIds: [OWNER] }, user(), admin))).toBe('grant_beyond_own')
  expect(verdictOf(() => change({ roleIds: [MEMBER] }, user(grants([OWNER])), admin))).toBe('beyond_your_rights')
  expect(change({ roleIds: [OWNER] }).roleIds).toEqual([OWNER])
  expect(change({ roleIds: [MEMBER] }, user(grants([OWNER]))).roleIds).toEqual([MEMBER])
})

test('what does not exist is named, every one of it', () => {
  const refusal = refusalFrom(() => change({ roleIds: ['rol_x', MEMBER, 'rol_y'], extraPermissions: ['no:such'] }))
  expect(refusal.code).toBe('validation_failed')
  expect(refusal.facts.errors).toEqual([
    { path: 'roleIds', message: 'there is no role rol_x, rol_y' },
    { path: 'extraPermissions', message: 'there is no permission no:such' },
  ])
})

test('the permissions of Roster and of the product exist', () => {
  expect(verdictOf(() => checkGrantsExist(grants([MEMBER], [], ['billing:manage', 'reports:read']), roles))).toBe('ok')
})

test('grants change with roles, extra permissions and sites, not with their order nor with names', () => {
  const before = user({ roleIds: [MEMBER, SITE_ADMIN], siteIds: ['a', 'b'] })
  expect(changesGrants(before, { ...before, roleIds: [SITE_ADMIN, MEMBER], firstName: 'X' })).toBe(false)
  expect(changesGrants(before, { ...before, roleIds: [MEMBER] })).toBe(true)
  expect(changesGrants(before, { ...before, siteIds: 'all' })).toBe(true)
  expect(changesGrants(before, { ...before, extraPermissions: ['reports:read'] })).toBe(true)
})

describe('a user', () => {
  test('is called by the display name, else by the names, else by the email', () => {
    expect(nameOf(user({ displayName: 'TG' }))).toBe('TG')
    expect(nameOf(user({ displayName: null }))).toBe('Tara Get')
    expect(nameOf(user({ firstName: null }))).toBe('Get')
    expect(nameOf(user({ lastName: null }))).toBe('Tara')
    expect(nameOf(user({ firstName: null, lastName: null }))).toBe('target@example.com')
  })

  test('gets mail at the communication email, else at the login email', () => {
    expect(mailboxOf(user({ communicationEmail: 'c@example.com' }), 'target@example.com')).toBe('c@example.com')
    expect(mailboxOf(user(), 'target@example.com')).toBe('target@example.com')
  })
})
