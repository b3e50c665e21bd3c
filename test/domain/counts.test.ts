import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellOf, countSeats, parseCell, type SeatRules, sum, takesSeat, tallyOf } from '../../shared/domain/counts.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { type User, type UserStatus, userStatuses } from '../../shared/domain/users.ts'
import { user } from './people.ts'

const everybody: SeatRules = { roleIds: null }

test.each<[UserStatus, boolean]>([
  ['invited', true],
  ['expired', false],
  ['active', true],
  ['suspended', true],
  ['inactive', false],
])('whether somebody %s takes a seat: %s', (status, takes) => {
  expect(takesSeat(user({ status }), everybody)).toBe(takes)
  expect(tallyOf(null, user({ status }), everybody)).toMatchObject({ seats: takes ? 1 : 0, users: takes ? 1 : 0 })
})

test('where only some roles count, one of them is enough, and none of them takes no seat but still a place', () => {
  const rules = { roleIds: [ADMIN, SITE_ADMIN] }
  expect(takesSeat(user({ roleIds: [MEMBER, ADMIN] }), rules)).toBe(true)
  expect(takesSeat(user({ roleIds: [MEMBER] }), rules)).toBe(false)
  expect(tallyOf(null, user({ roleIds: [MEMBER] }), rules)).toMatchObject({ seats: 0, users: 1 })
})

test('accepting does not count the seat twice, and makes an owner count', () => {
  const offered = user({ status: 'invited', roleIds: [OWNER] })
  expect(tallyOf(offered, { ...offered, status: 'active' }, everybody)).toEqual({
    seats: 0,
    users: 0,
    owners: 1,
    cells: { 'invited:rol_owner': -1, 'active:rol_owner': 1 },
  })
})

test('only active owners count as owners', () => {
  for (const status of userStatuses) {
    expect(tallyOf(null, user({ status, roleIds: [OWNER] }), everybody).owners).toBe(status === 'active' ? 1 : 0)
  }
})

test('who lost the login email to its owner owns nothing any more', () => {
  const gone = user({ roleIds: [OWNER], displacedAt: '2030-04-01T00:00:00.000Z' })
  expect(tallyOf(null, gone, everybody)).toMatchObject({ owners: 0, users: 1 })
})

test('a change of names moves no counter', () => {
  expect(tallyOf(user(), user({ firstName: 'New', version: 4 }), everybody)).toEqual({
    seats: 0,
    users: 0,
    owners: 0,
    cells: {},
  })
})

test('a cell names status and roles, whatever their order, and can be read back', () => {
  expect(cellOf(user({ roleIds: [OWNER, ADMIN] }))).toBe(cellOf(user({ roleIds: [ADMIN, OWNER] })))
  expect(parseCell(cellOf(user({ status: 'expired', roleIds: [OWNER, ADMIN] })))).toEqual({
    status: 'expired',
    roleIds: [ADMIN, OWNER],
  })
  expect(parseCell(cellOf(user({ roleIds: [] })))).toEqual({ status: 'active', roleIds: [] })
})

/** What one of five people becomes: gone, or there in some status with some roles. */
const someStep = fc.record({
  who: fc.nat({ max: 4 }),
  becomes: fc.option(
    fc.record({
      status: fc.constantFrom(...userStatuses),
      roleIds: fc.subarray([OWNER, ADMIN, SITE_ADMIN, MEMBER, 'rol_x'], { minLength: 1 }),
    }),
    { nil: null },
  ),
})
const someRules: fc.Arbitrary<SeatRules> = fc.record({
  roleIds: fc.option(fc.subarray([OWNER, MEMBER, 'rol_x']), { nil: null }),
})

describe('after any history', () => {
  test('the tallies together are what the rows say', () => {
    fc.assert(
      fc.property(fc.array(someStep, { maxLength: 40 }), someRules, (history, rules) => {
        const rows = new Map<number, User>()
        const tallies = history.map(({ who, becomes }) => {
          const before = rows.get(who) ?? null
          const after = becomes && user({ id: `usr_${who}`, ...becomes })
          if (after) rows.set(who, after)
          else rows.delete(who)
          return tallyOf(before, after, rules)
        })
        const people = [...rows.values()]
        const placed = people.filter(({ status }) => ['invited', 'active', 'suspended'].includes(status))
        const { roleIds } = rules
        const total = sum(tallies)
        expect(total.users).toBe(placed.length)
        expect(total.seats).toBe(placed.filter(one => !roleIds || one.roleIds.some(id => roleIds.includes(id))).length)
        expect(total.owners).toBe(people.filter(one => one.status === 'active' && one.roleIds.includes(OWNER)).length)
        const cells = Object.entries(Object.groupBy(people, cellOf)).map(([cell, some]) => [cell, some?.length])
        expect(total.cells).toEqual(Object.fromEntries(cells))
        expect(countSeats(total.cells, rules)).toBe(total.seats)
      }),
      { numRuns: 500 },
    )
  })

  test('new rules of seats can be counted from the cells alone', () => {
    fc.assert(
      fc.property(fc.array(someStep, { maxLength: 30 }), someRules, (history, rules) => {
        const people = history.flatMap(({ becomes }) => (becomes ? [user(becomes)] : []))
        const { cells } = sum(people.map(one => tallyOf(null, one, everybody)))
        expect(countSeats(cells, rules)).toBe(people.filter(one => takesSeat(one, rules)).length)
      }),
    )
  })
})
