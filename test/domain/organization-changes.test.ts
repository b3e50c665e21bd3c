import { describe, expect, test } from 'vitest'
import {
  changedFields,
  changeOrganization,
  fieldsOf,
  type OrganizationWish,
  withDefaultRole,
} from '../../shared/domain/organization-changes.ts'
import { defaultSettings, type Organization } from '../../shared/domain/organizations.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { at, callerWith, grants, later, refusalFrom, roles, verdictOf } from './people.ts'

const organization: Organization = {
  id: 'org_1',
  name: 'Acme',
  settings: { ...defaultSettings, defaultRoleIds: [MEMBER, 'rol_reader'] },
  createdAt: at,
  updatedAt: at,
  version: 7,
}
const change = (wish: OrganizationWish, held = grants([OWNER])) =>
  changeOrganization({ caller: callerWith(held), organization, roles, at: later }, wish)

describe('A9: an organization is changed', () => {
  test('to its next version, of now; what is not named stays', () => {
    expect(change({ name: 'New' })).toEqual({ ...organization, name: 'New', updatedAt: later, version: 8 })
    const settings = { ...organization.settings, requireMfa: true }
    expect(change({ settings: { requireMfa: true } })).toEqual({ ...organization, settings, updatedAt: later, version: 8 })
  })

  test('not at all when nothing differs but the order', () => {
    expect(change({})).toBe(organization)
    const settings = { defaultRoleIds: ['rol_reader', MEMBER], requireMfa: false }
    expect(change({ name: 'Acme', settings })).toBe(organization)
  })

  test.each<[string, string[], string]>([
    ['an administrator', [ADMIN], 'ok'],
    ['a site administrator', [SITE_ADMIN], 'forbidden'],
    ['a member', [MEMBER], 'forbidden'],
  ])('by %s', (_, held, verdict) => {
    expect(verdictOf(() => change({ name: 'New' }, grants(held, ['ste_a'])))).toBe(verdict)
  })
})

describe('M6: the default roles', () => {
  test.each<[string, string[], string[], string]>([
    ['within the own rights', [ADMIN], ['rol_updater'], 'ok'],
    ['that there are not', [OWNER], ['rol_none', MEMBER], 'validation_failed'],
    ['with Owner, also by an owner', [OWNER], [OWNER], 'validation_failed'],
    ['beyond the own rights', [ADMIN], ['rol_biller'], 'grant_beyond_own'],
    ['none at all', [ADMIN], [], 'ok'],
  ])('can be set: %s', (_, held, defaultRoleIds, verdict) => {
    const biller = { ...roles.find(({ id }) => id === 'rol_reader')!, id: 'rol_biller', permissions: ['billing:manage'] }
    const situation = { caller: callerWith(grants(held)), organization, roles: [...roles, biller], at: later }
    expect(verdictOf(() => changeOrganization(situation, { settings: { defaultRoleIds } }))).toBe(verdict)
  })

  test('which of them there are not is said', () => {
    const wrong = refusalFrom(() => change({ settings: { defaultRoleIds: ['rol_none', MEMBER, 'rol_nil'] } }))
    expect(wrong.facts).toMatchObject({
      errors: [{ path: 'settings.defaultRoleIds', message: 'there is no role rol_none, rol_nil' }],
    })
    expect(refusalFrom(() => change({ settings: { defaultRoleIds: [OWNER] } })).facts).toMatchObject({
      errors: [{ path: 'settings.defaultRoleIds' }],
    })
  })

  test('that stay as they are are given by nobody, so nobody needs to hold them', () => {
    const before = { ...organization, settings: { ...organization.settings, defaultRoleIds: ['rol_gone'] } }
    const situation = { caller: callerWith(grants([ADMIN])), organization: before, roles, at: later }
    expect(changeOrganization(situation, { settings: { defaultRoleIds: ['rol_gone'] }, name: 'New' }).name).toBe('New')
  })

  test('D10: one that is deleted is replaced, without being there twice', () => {
    const after = (id: string, by: string) => withDefaultRole(organization, id, by, later)
    expect(after('rol_reader', 'rol_updater')).toEqual({
      ...organization,
      settings: { ...organization.settings, defaultRoleIds: [MEMBER, 'rol_updater'] },
      updatedAt: later,
      version: 8,
    })
    expect(after('rol_reader', MEMBER).settings.defaultRoleIds).toEqual([MEMBER])
    expect(after('rol_none', 'rol_updater').settings.defaultRoleIds).toEqual([MEMBER, 'rol_reader'])
  })
})

test('what differs is named as a caller names it', () => {
  const after = {
    ...organization,
    name: 'New',
    settings: { ...organization.settings, requireMfa: true, defaultRoleIds: [MEMBER] },
  }
  expect(changedFields(organization, after)).toEqual(['name', 'settings.defaultRoleIds', 'settings.requireMfa'])
  expect(changedFields(organization, organization)).toEqual([])
  expect(fieldsOf(organization)).toMatchObject({ name: 'Acme', 'settings.requireMfa': false })
})
