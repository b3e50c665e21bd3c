import { describe, expect, test } from 'vitest'
import { type Grants, rightsOf } from '../../shared/domain/rights.ts'
import {
  changeRole,
  checkManages,
  deleteRole,
  newRole,
  type RoleWish,
  roleLimit,
  rolesFull,
  roleWith,
} from '../../shared/domain/role-changes.ts'
import { ADMIN, MEMBER, OWNER, type Role, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { callerWith, grants, roles as known, refusalFrom, verdictOf } from './people.ts'

const role = (id: string, permissions: string[], some: Partial<Role> = {}): Role => ({
  id,
  name: id,
  permissions,
  siteBound: false,
  builtIn: false,
  version: 4,
  formerIds: [],
  ...some,
})
const manager = role('rol_manager', ['roles:manage', 'users:read'])
const siteManager = role('rol_site_manager', ['roles:manage', 'users:read'], { siteBound: true })
const reader = role('rol_reader', ['users:read'])
const roles = [...known.filter(({ id }) => id !== 'rol_reader'), manager, siteManager, reader]
const caller = (held: Grants) => ({ ...callerWith(held), rights: rightsOf(held, roles) })
const by = { owner: caller(grants([OWNER])), manager: caller(grants(['rol_manager'])) }
const makes = (wish: RoleWish & { name: string }, who = by.manager) => newRole({ caller: who, roles }, 'rol_new', wish)
const changes = (wish: RoleWish, before = reader, who = by.manager, described = false) =>
  changeRole({ caller: who, roles }, before, wish, described)

describe('D10: a role is made', () => {
  test('with what was wished, else without permissions and not bound to sites', () => {
    const made = { id: 'rol_new', name: 'New', builtIn: false, version: 1, formerIds: [] }
    expect(makes({ name: 'New' })).toEqual({ ...made, permissions: [], siteBound: false })
    expect(makes({ name: 'New', permissions: ['users:read'], siteBound: true })).toEqual({
      ...made,
      permissions: ['users:read'],
      siteBound: true,
    })
  })

  test.each<[string, Grants, string[], string]>([
    ['an owner', grants([OWNER]), ['billing:manage', 'users:read'], 'ok'],
    ['who holds all of it', grants(['rol_manager']), ['users:read'], 'ok'],
    ['who lacks one of two', grants(['rol_manager']), ['users:read', 'users:delete'], 'grant_beyond_own'],
    [
      'who holds it at the own sites only',
      grants(['rol_manager', 'rol_site_remover'], ['ste_a']),
      ['users:delete'],
      'grant_beyond_own',
    ],
    ['who manages roles at the own sites only', grants(['rol_site_manager'], ['ste_a']), [], 'forbidden'],
    ['an administrator, of billing', grants([ADMIN]), ['billing:manage'], 'grant_beyond_own'],
    ['who may not manage roles', grants(['rol_reader']), [], 'forbidden'],
  ])('M6: by %s', (_, held, permissions, verdict) => {
    expect(verdictOf(() => makes({ name: 'New', permissions }, caller(held)))).toBe(verdict)
  })

  test('not with a permission that there is not, nor by the name of a built-in one', () => {
    expect(refusalFrom(() => makes({ name: 'New', permissions: ['users:read', 'no:such'] }, by.owner)).facts).toMatchObject({
      errors: [{ path: 'permissions', message: 'there is no permission no:such' }],
    })
    expect(refusalFrom(() => makes({ name: 'oWNER' }, by.owner)).facts).toMatchObject({ errors: [{ path: 'name' }] })
    expect(verdictOf(() => makes({ name: 'rol_reader' }, by.owner))).toBe('ok')
  })

  test('the refusal names what is missing, and only that', () => {
    const { message } = refusalFrom(() => makes({ name: 'New', permissions: ['users:read', 'users:delete', 'sites:read'] }))
    expect(message).toContain(': users:delete, sites:read.')
  })
})

describe('D10: a role is changed', () => {
  test('to the next version, and nothing else moves', () => {
    const before = role('rol_x', ['users:read'], { formerIds: ['rol_old'] })
    expect(changes({ name: 'X' }, before)).toEqual({ ...before, name: 'X', version: 5 })
    expect(changes({ siteBound: true }, before)).toEqual({ ...before, siteBound: true, version: 5 })
    expect(changes({ permissions: [] }, before)).toEqual({ ...before, permissions: [], version: 5 })
  })

  test('not at all when nothing differs but the order; a new description is a change', () => {
    const before = role('rol_x', ['users:read', 'roles:manage'])
    expect(changes({}, before)).toBe(before)
    expect(changeRole({ caller: by.manager, roles: roles.toReversed() }, before, {})).toBe(before)
    expect(changes({ name: 'rol_x', permissions: ['roles:manage', 'users:read'], siteBound: false }, before)).toBe(before)
    expect(changes({}, before, by.manager, true)).toEqual({ ...before, version: 5 })
  })

  test.each<[string, Role, RoleWish, string]>([
    ['a built-in one', known.find(({ id }) => id === MEMBER) ?? reader, {}, 'role_built_in'],
    ['one that gives more than the own rights', role('rol_x', ['users:delete']), { permissions: [] }, 'beyond_your_rights'],
    ['to give more than the own rights', reader, { permissions: ['users:delete'] }, 'grant_beyond_own'],
    ['to a permission that there is not', reader, { permissions: ['no:such'] }, 'validation_failed'],
    ['to the name of a built-in one', reader, { name: 'member' }, 'validation_failed'],
    ['within the own rights', reader, { permissions: ['roles:manage'] }, 'ok'],
  ])('M6: %s', (_, before, wish, verdict) => {
    expect(verdictOf(() => changes(wish, before))).toBe(verdict)
  })

  test('only by who manages roles everywhere, whatever the role', () => {
    expect(verdictOf(() => changes({}, reader, caller(grants(['rol_site_manager'], ['ste_a']))))).toBe('forbidden')
    expect(verdictOf(() => checkManages(by.manager, reader))).toBe('ok')
  })

  test('also by an owner when it holds what left the catalogue, but for that', () => {
    const old = role('rol_x', ['left:catalogue'])
    expect(verdictOf(() => checkManages(by.owner, old))).toBe('ok')
    expect(verdictOf(() => changes({ permissions: [] }, old, by.owner))).toBe('ok')
    expect(verdictOf(() => changes({ name: 'X' }, old, by.owner))).toBe('validation_failed')
  })
})

test('a role that the organization has not got is unknown', () => {
  expect(roleWith(roles, 'rol_reader')).toBe(reader)
  expect(verdictOf(() => roleWith(roles, 'rol_none'))).toBe('not_found')
})

describe('D10: a role is deleted', () => {
  const deletes = (some: Partial<Parameters<typeof deleteRole>[0]> = {}) =>
    deleteRole({ caller: by.manager, roles, role: reader, used: 0, isDefault: false, isMapped: false, ...some })

  test('at once when nobody has it and nobody gets it', () => {
    expect(deletes()).toBeNull()
  })

  test.each([
    [1, false, '1 person has the role rol_reader. '],
    [2, false, '2 people have the role rol_reader. '],
    [0, true, 'rol_reader is one of the default roles. '],
    [2, true, '2 people have the role rol_reader, and rol_reader is one of the default roles. '],
  ])('not without saying what comes in its place when %i have it and it is a default one: %s', (used, isDefault, told) => {
    const refusal = refusalFrom(() => deletes({ used, isDefault }))
    expect([refusal.code, refusal.facts]).toEqual(['role_in_use', { used }])
    expect(refusal.message.startsWith(told)).toBe(true)
  })

  test('L7: nor while groups give it', () => {
    const refusal = refusalFrom(() => deletes({ isMapped: true }))
    expect(refusal.code).toBe('role_in_use')
    expect(refusal.message).toMatch(/^groups of an identity provider give it\. /)
    expect(deletes({ isMapped: true, replaceWith: MEMBER })?.id).toBe(MEMBER)
  })

  test.each<[string, string, string]>([
    ['one that is held', 'rol_powerless', 'ok'],
    ['Member', MEMBER, 'ok'],
    ['none that there is', 'rol_none', 'validation_failed'],
    ['itself', 'rol_reader', 'validation_failed'],
    ['Owner', OWNER, 'validation_failed'],
    ['one that gives more than the own rights', 'rol_remover', 'grant_beyond_own'],
    ['Admin, which gives all sites', ADMIN, 'grant_beyond_own'],
    ['one that gives at sites what is not held', SITE_ADMIN, 'grant_beyond_own'],
  ])('M6: with %s in its place', (_, replaceWith, verdict) => {
    expect(verdictOf(() => deletes({ used: 3, isDefault: true, replaceWith }))).toBe(verdict)
    if (verdict === 'ok') expect(deletes({ used: 3, replaceWith })?.id).toBe(replaceWith)
  })

  test.each(['rol_none', 'rol_reader', OWNER])('the request is told where %s is wrong', replaceWith => {
    expect(refusalFrom(() => deletes({ replaceWith })).facts).toMatchObject({ errors: [{ path: 'query.replaceWith' }] })
  })

  test('not with one in its place that is held at the own sites only', () => {
    const some = caller(grants(['rol_manager', 'rol_site_remover'], ['ste_a']))
    expect(verdictOf(() => deletes({ caller: some, replaceWith: 'rol_site_remover' }))).toBe('grant_beyond_own')
  })

  test('not with Owner in its place by an owner either, nor with a role that gives all sites by who has not got them', () => {
    expect(verdictOf(() => deletes({ caller: by.owner, replaceWith: OWNER }))).toBe('validation_failed')
    const everything = caller(grants(['rol_like_admin'], ['ste_a']))
    expect(verdictOf(() => deletes({ caller: everything, replaceWith: ADMIN }))).toBe('grant_beyond_own')
  })

  test('not by who may not manage it', () => {
    expect(verdictOf(() => deletes({ role: role('rol_x', ['users:delete']) }))).toBe('beyond_your_rights')
  })
})

test('L2: an organization has so many roles of its own', () => {
  expect([rolesFull(96).code, rolesFull(96).facts]).toEqual(['role_limit_reached', { limit: roleLimit, used: 96 }])
})
