import { describe, expect, test } from 'vitest'
import { type Plan, planPage, type Wanted } from '../../shared/domain/page-plan.ts'
import { everybody, type UserFilter } from '../../shared/domain/user-filter.ts'

const cells = (size: number): Record<string, number> => ({
  'active:rol_member': size * 0.8,
  'active:rol_admin': size * 0.04,
  'suspended:rol_member': size * 0.01,
  'invited:rol_member': size * 0.15,
})

const plan = (filter: Partial<UserFilter>, more: Partial<Wanted> & { size?: number } = {}): Plan => {
  const { size = 100_000, ...rest } = more
  const made = planPage({
    filter: { ...everybody, ...filter },
    order: 'name',
    limit: 50,
    reach: 'all',
    cells: cells(size),
    ...rest,
  })
  if (!made) throw new Error('There is a plan.')
  return made
}

test('nothing is read when the counters say that nobody matches', () => {
  const none = { ...everybody, statuses: ['inactive' as const] }
  expect(planPage({ filter: none, order: 'name', limit: 50, reach: 'all', cells: cells(1000) })).toBeNull()
})

test('nothing is read for a time that never was', () => {
  const none = { ...everybody, createdAfter: '2026-02-01T00:00:00.000Z', createdBefore: '2026-01-01T00:00:00.000Z' }
  expect(planPage({ filter: none, order: 'createdAt', limit: 50, reach: 'all', cells: cells(1000) })).toBeNull()
})

test.each(['name', 'email', 'createdAt', 'lastSignInAt'] as const)('by %s alone: its index, exactly a page of it', order => {
  expect(plan({}, { order })).toMatchObject({ ordered: { by: 'order', order, bounds: null }, first: [50], sets: [] })
})

describe('status and role', () => {
  test('by name: the matching cells, each by its share and a little more', () => {
    const { ordered, first } = plan({ roleIds: ['rol_admin'], statuses: ['active', 'suspended'] })
    expect(ordered).toMatchObject({ by: 'cells', cells: ['active:rol_admin'] })
    expect(first).toEqual([50])
    const several = plan({ statuses: ['suspended', 'invited'] })
    expect(several.ordered).toMatchObject({ cells: ['suspended:rol_member', 'invited:rol_member'] })
    expect(several.first[0]).toBeGreaterThan(50 / 16)
    expect(several.first[0]).toBeLessThan(15)
    expect(several.first[1]).toBeGreaterThan(47)
  })

  test('that nearly everybody has: the order itself is walked', () => {
    expect(plan({ statuses: ['active', 'invited'] }).ordered.by).toBe('order')
  })

  test('rare under another order: the cells are read whole when that costs less than walking, and walked past when not', () => {
    const few = plan({ statuses: ['suspended'] }, { order: 'email', size: 40_000 })
    expect(few).toMatchObject({ whole: true, sets: [{ by: 'cells', cells: ['suspended:rol_member'] }] })
    const many = plan({ statuses: ['suspended'] }, { order: 'email' })
    expect(many).toMatchObject({ whole: false, sets: [], ordered: { by: 'order', order: 'email' } })
    expect(many.first[0]).toBe(many.units * 17)
    expect(plan({ statuses: ['invited'] }, { order: 'email' })).toMatchObject({ whole: false, sets: [] })
  })
})

describe('prefixes and dates', () => {
  test('of the order itself bound the walk', () => {
    expect(plan({ lastName: 'lop' })).toMatchObject({ ordered: { by: 'order', bounds: { prefix: 'lop' } }, sets: [] })
    expect(plan({ email: 'x' }, { order: 'email' }).ordered).toMatchObject({ bounds: { prefix: 'x' } })
    const since = plan({ createdAfter: '2026-01-01T00:00:00.000Z' }, { order: 'createdAt' })
    expect(since.ordered).toMatchObject({ bounds: { from: expect.stringContaining('2026-01-01') } })
    expect(plan({ neverSignedIn: true }, { order: 'lastSignInAt' }).ordered).toMatchObject({ bounds: { prefix: '\u0001' } })
  })

  test('of another order might be the smaller set', () => {
    expect(plan({ lastName: 'lop' }, { order: 'email' }).sets).toEqual([
      { by: 'order', order: 'name', bounds: { prefix: 'lop' } },
    ])
    expect(plan({ createdBefore: '2026-01-01T00:00:00.000Z' }).sets).toMatchObject([{ order: 'createdAt' }])
  })

  test('the lastName bounds the cells, too', () => {
    expect(plan({ lastName: 'lop', roleIds: ['rol_admin'] }).ordered).toMatchObject({ by: 'cells', bounds: { prefix: 'lop' } })
  })
})

describe('search', () => {
  test('looks into the longest words first, and into three at most', () => {
    expect(plan({ words: ['a', 'lopez', 'mar', 'x'] }).sets).toEqual([
      { by: 'word', word: 'lopez' },
      { by: 'word', word: 'mar' },
      { by: 'word', word: 'a' },
    ])
  })

  test('a first name and a phone are words as well', () => {
    expect(plan({ firstName: 'mar', phone: '4930' }).sets).toEqual([
      { by: 'word', word: 'mar' },
      { by: 'word', word: '4930' },
    ])
  })

  test('where few can match at all, all of them are walked past', () => {
    expect(plan({ words: ['lopez'] }, { size: 300 }).sets).toEqual([])
    expect(plan({ words: ['lopez'], statuses: ['suspended'] }, { size: 40_000 })).toMatchObject({
      ordered: { by: 'cells' },
      sets: [],
    })
  })
})

describe('sites', () => {
  test('by name: their lists, and the list of those who have all', () => {
    expect(plan({ siteId: 'ste_1' })).toMatchObject({ ordered: { by: 'sites', siteIds: ['ste_1'] }, first: [60, 60] })
    expect(plan({}, { reach: ['ste_1', 'ste_2'] }).ordered).toEqual({ by: 'sites', siteIds: ['ste_1', 'ste_2'], bounds: null })
    expect(plan({ siteId: 'ste_2' }, { reach: ['ste_1', 'ste_2'] }).ordered).toEqual({
      by: 'sites',
      siteIds: ['ste_2'],
      bounds: null,
    })
  })

  test('are bound by a beginning of the last name as well, so that a place in them is one in the order', () => {
    expect(plan({ siteId: 'ste_1', lastName: 'lop' }).ordered).toMatchObject({ by: 'sites', bounds: { prefix: 'lop' } })
  })

  test('a caller without any sees nobody', () => {
    expect(planPage({ filter: everybody, order: 'name', limit: 50, reach: [], cells: cells(1000) })).toBeNull()
  })

  test('of a caller with many sites everybody is walked past', () => {
    const reach = Array.from({ length: 11 }, (_, index) => `ste_${index}`)
    expect(plan({}, { reach }).ordered.by).toBe('order')
    expect(plan({}, { reach, order: 'email' }).sets).toEqual([])
  })

  test('in a small organization everybody is walked past', () => {
    expect(plan({ siteId: 'ste_1' }, { size: 300 }).ordered.by).toBe('order')
  })
})

test('what is read is a whole number of each part, and no more parts than there can be queries', () => {
  const mixed = {
    'active:rol_member': 880,
    'active:rol_admin': 60,
    'active:rol_site_admin': 30,
    'active:rol_owner': 30,
    'inactive:rol_member': 1000,
  }
  for (const some of plan({ statuses: ['active'] }, { cells: mixed }).first) expect(Number.isInteger(some)).toBe(true)
  const many = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`suspended:rol_${index}`, 1]))
  const scattered = { ...many, 'active:rol_member': 99_300 }
  expect(plan({ statuses: ['suspended'] }, { cells: scattered }).ordered.by).toBe('order')
  expect(plan({ statuses: ['suspended'] }, { cells: scattered, order: 'email' })).toMatchObject({ whole: false })
  const few = Object.fromEntries(Object.entries(scattered).slice(-301))
  expect(plan({ statuses: ['suspended'], words: ['lopez'] }, { cells: few }).sets).toEqual([{ by: 'word', word: 'lopez' }])
})
