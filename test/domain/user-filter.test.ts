import { expect, test } from 'vitest'
import { ADMIN, MEMBER, OWNER } from '../../shared/domain/roles.ts'
import { wordsIn } from '../../shared/domain/searching.ts'
import { everybody, hasSite, inCell, matches, type UserFilter } from '../../shared/domain/user-filter.ts'
import type { User } from '../../shared/domain/users.ts'
import { record, user } from './people.ts'

const tara = user({ phone: '+44 20 7946', siteIds: ['ste_a'], createdAt: '2030-01-01T00:00:00.000Z' })
const finds = (filter: Partial<UserFilter>, some: Partial<User> = {}, lastSignInAt: string | null = null) =>
  matches({ ...everybody, ...filter }, record({ ...tara, ...some }, { lastSignInAt }))

test('A3: without a filter everybody is found', () => {
  expect(finds({})).toBe(true)
  expect(finds({}, { email: null, firstName: null, lastName: null, phone: null, status: 'inactive', roleIds: [] })).toBe(true)
})

test.each<[Partial<UserFilter>, boolean]>([
  [{ statuses: ['active'] }, true],
  [{ statuses: ['invited', 'active'] }, true],
  [{ statuses: ['invited'] }, false],
  [{ statuses: [] }, false],
  [{ roleIds: [MEMBER] }, true],
  [{ roleIds: [ADMIN, MEMBER] }, true],
  [{ roleIds: [ADMIN] }, false],
  [{ siteId: 'ste_a' }, true],
  [{ siteId: 'ste_b' }, false],
  [{ locale: 'en' }, true],
  [{ locale: 'ar' }, false],
  [{ email: 'target@' }, true],
  [{ email: 'arget@' }, false],
  [{ firstName: 'ta' }, true],
  [{ firstName: 'ra' }, false],
  [{ lastName: 'ge' }, true],
  [{ lastName: 'ta' }, false],
  [{ phone: '4420' }, true],
  [{ phone: '20' }, false],
  [{ createdAfter: '2029-12-31T23:59:59.999Z' }, true],
  [{ createdAfter: '2030-01-01T00:00:00.000Z' }, false],
  [{ createdBefore: '2030-01-01T00:00:00.001Z' }, true],
  [{ createdBefore: '2030-01-01T00:00:00.000Z' }, false],
  [{ words: wordsIn('tara get') }, true],
  [{ words: wordsIn('tara wrong') }, false],
  [{ lastSignInBefore: '2031-01-01T00:00:00.000Z' }, false],
  [{ neverSignedIn: true }, true],
  [{ neverSignedIn: false }, false],
  [{ statuses: ['active'], roleIds: [ADMIN] }, false],
  [{ email: 'target@', lastName: 'ta' }, false],
])('A3: %j finds somebody who never signed in: %s', (filter, found) => {
  expect(finds(filter)).toBe(found)
})

test('A3: of who has signed in, the last time counts', () => {
  const last = '2030-04-01T00:00:00.000Z'
  expect(finds({ lastSignInBefore: '2030-04-01T00:00:00.001Z' }, {}, last)).toBe(true)
  expect(finds({ lastSignInBefore: last }, {}, last)).toBe(false)
  expect(finds({ neverSignedIn: true }, {}, last)).toBe(false)
  expect(finds({ neverSignedIn: false }, {}, last)).toBe(true)
})

test('A3: whoever has no name or number is found by none', () => {
  const nameless = { email: null, firstName: null, lastName: null, phone: null }
  for (const field of ['email', 'firstName', 'lastName', 'phone']) {
    expect(finds({ [field]: 's' }, nameless)).toBe(false)
  }
})

test('T2: who has all sites is found at each', () => {
  expect(finds({ siteId: 'ste_b' }, { siteIds: 'all' })).toBe(true)
  expect(finds({ siteId: 'ste_b' }, { roleIds: [OWNER] })).toBe(true)
  expect([hasSite('all', 'ste_a'), hasSite(['ste_a'], 'ste_a'), hasSite([], 'ste_a')]).toEqual([true, true, false])
})

test('status and roles alone tell as much', () => {
  expect(inCell({ ...everybody, statuses: ['active'], roleIds: [MEMBER] }, tara)).toBe(true)
  expect(inCell({ ...everybody, statuses: ['invited'], roleIds: [MEMBER] }, tara)).toBe(false)
  expect(inCell(everybody, tara)).toBe(true)
})
