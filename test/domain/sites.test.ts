import { describe, expect, test } from 'vitest'
import { rightsOf } from '../../shared/domain/rights.ts'
import { ADMIN, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import {
  changeSite,
  checkEverywhere,
  checkUnused,
  deleteSite,
  foldedSiteName,
  limitReached,
  nameTaken,
  newSite,
  reachedSite,
  siteLimit,
  visibleSites,
} from '../../shared/domain/sites.ts'
import { at, callerWith, grants, later, refusalFrom, roles, verdictOf } from './people.ts'

const site = newSite('ste_a', { name: 'Here' }, at)
const other = newSite('ste_b', { name: 'There', description: 'Far away' }, at)
const admin = callerWith(grants([ADMIN]))
const siteAdmin = callerWith(grants([SITE_ADMIN], ['ste_a']))
/** May do all that an administrator may, at one site only. */
const bound = callerWith(grants(['rol_like_admin'], ['ste_a']))
const nobody = callerWith(grants([], ['ste_a']))

test('T2: a site begins without a description, and changes into its next version', () => {
  expect(site).toEqual({ id: 'ste_a', name: 'Here', description: '', createdAt: at, updatedAt: at, version: 1 })
  expect(other.description).toBe('Far away')
  expect(changeSite(other, { name: 'New' }, later)).toEqual({ ...other, name: 'New', updatedAt: later, version: 2 })
  expect(changeSite(other, { description: '' }, later)).toEqual({ ...other, description: '', updatedAt: later, version: 2 })
  expect(changeSite(other, { name: 'There', description: 'Far away' }, later)).toBe(other)
  expect(changeSite(other, {}, later)).toBe(other)
})

describe('T2: which sites somebody reaches', () => {
  test('all by a permission that no site bounds, else the own ones', () => {
    expect(visibleSites(admin.rights)).toBe('all')
    expect(visibleSites(siteAdmin.rights)).toEqual(['ste_a'])
    expect(visibleSites(bound.rights)).toBe('all')
    expect(visibleSites(nobody.rights)).toEqual(['ste_a'])
  })

  test.each([
    ['an administrator', admin, site, 'ok'],
    ['an administrator, where there is none', admin, undefined, 'not_found'],
    ['who manages everywhere, at a site that is not the own', bound, other, 'ok'],
    ['a site administrator, at the own, which the role only shows', siteAdmin, site, 'forbidden'],
    ['a site administrator, at another', siteAdmin, other, 'not_found'],
    ['who has the site and no right', nobody, site, 'not_found'],
  ] as const)('to manage: %s', (_, caller, wanted, verdict) => {
    expect(verdictOf(() => reachedSite(caller, wanted, 'sites:manage'))).toBe(verdict)
  })

  test('to see: a site administrator the own one', () => {
    expect(reachedSite(siteAdmin, site, 'sites:read')).toBe(site)
    expect(verdictOf(() => reachedSite(siteAdmin, other, 'sites:read'))).toBe('not_found')
  })

  test('what concerns the whole organization is not for who may do it at the own sites only', () => {
    expect(verdictOf(() => checkEverywhere(admin, 'users:update'))).toBe('ok')
    expect(verdictOf(() => checkEverywhere(siteAdmin, 'users:update'))).toBe('forbidden')
    expect(verdictOf(() => checkEverywhere(nobody, 'users:update'))).toBe('forbidden')
  })
})

describe('T2: a site is deleted', () => {
  const deletes = (some: Partial<Parameters<typeof deleteSite>[0]> = {}) =>
    deleteSite({ caller: admin, site, replacement: undefined, ...some })

  test('with or without being asked', () => {
    expect(deletes()).toEqual({ replacement: null, asked: false })
    expect(deletes({ confirm: 'ste_a' })).toEqual({ replacement: null, asked: true })
    expect(refusalFrom(() => deletes({ confirm: 'ste_b' })).facts).toMatchObject({ errors: [{ path: 'query.confirm' }] })
  })

  test.each([
    ['another one', admin, 'ste_b', other, 'ok'],
    ['one that there is not', admin, 'ste_x', undefined, 'validation_failed'],
    ['itself', admin, 'ste_a', site, 'validation_failed'],
    ['one that the caller may not manage', siteAdmin, 'ste_b', other, 'validation_failed'],
    ['one that the caller has not got', bound, 'ste_b', other, 'grant_beyond_own'],
  ] as const)('M6: its people go to %s', (_, caller, replaceWith, replacement, verdict) => {
    expect(verdictOf(() => deletes({ caller, replaceWith, replacement }))).toBe(verdict)
    if (verdict === 'ok') expect(deletes({ caller, replaceWith, replacement })).toEqual({ replacement, asked: true })
    else expect(refusalFrom(() => deletes({ caller, replaceWith, replacement })).code).toBe(verdict)
  })

  test('the own site can take the place of another', () => {
    expect(deletes({ caller: bound, site: other, replaceWith: 'ste_a', replacement: site }).replacement).toBe(site)
  })

  test('a wrong site in its place is named where it stands', () => {
    for (const [replaceWith, replacement] of [
      ['ste_a', site],
      ['ste_x', undefined],
    ] as const)
      expect(refusalFrom(() => deletes({ replaceWith, replacement })).facts).toMatchObject({
        errors: [{ path: 'query.replaceWith' }],
      })
  })
})

describe('T2: what becomes of the people is said before it happens', () => {
  test('of nobody when nobody has it', () => {
    expect(verdictOf(() => checkUnused({ used: 0, onlyHere: 0, more: false }, site))).toBe('ok')
  })

  test.each([
    [1, 0, false, '1 person has this site. Repeat'],
    [2, 0, false, '2 people have this site. Repeat'],
    [2, 1, false, '2 people have this site, of whom 1 would be left without any site. Repeat'],
    [9, 3, true, 'At least 9 people have this site, of whom at least 3 would be left without any site. Repeat'],
  ])('%i have it, %i only this one', (used, onlyHere, more, told) => {
    const refusal = refusalFrom(() => checkUnused({ used, onlyHere, more }, site))
    expect([refusal.code, refusal.facts]).toEqual(['site_in_use', { used, onlyHere }])
    expect(refusal.message.startsWith(told)).toBe(true)
  })
})

test('names of sites are told apart by more than case and accents', () => {
  expect(foldedSiteName('Élan')).toBe(foldedSiteName('ELAN'))
  expect(foldedSiteName('Élan')).not.toBe(foldedSiteName('Elbe'))
})

test('why no site can be made says so', () => {
  expect(nameTaken('Here').code).toBe('site_name_taken')
  expect([limitReached().code, limitReached().facts]).toEqual(['site_limit_reached', { limit: siteLimit, used: siteLimit }])
  expect(rightsOf(grants([OWNER]), roles).sites).toBe('all')
})
