import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type IdPrefix, isId, newId } from '../../shared/data/ids.ts'

const at = '2030-05-01T12:00:00.000Z'
const prefixes: IdPrefix[] = ['org', 'usr', 'inv', 'rol', 'ste', 'evt', 'ses']
const time = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map(date => date.toISOString())

describe('an id', () => {
  test.each(prefixes)('of %s has its prefix, and a form that we recognize', prefix => {
    const id = newId(prefix, at)
    expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-z]{26}$`))
    expect(isId(prefix, id)).toBe(true)
    for (const other of prefixes) if (other !== prefix) expect(isId(other, id)).toBe(false)
  })

  test('made later sorts later, by bytes as DynamoDB does', () => {
    fc.assert(
      fc.property(time, time, (one, other) => {
        const [early, late] = one < other ? [one, other] : [other, one]
        if (early !== late) expect(newId('usr', early) < newId('usr', late)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('made in the same millisecond is another one', () => {
    const ids = new Set(Array.from({ length: 20_000 }, () => newId('usr', at)))
    expect(ids.size).toBe(20_000)
  })

  test('has eighty random bits, none of which stands still', () => {
    const tails = Array.from({ length: 200 }, () => newId('usr', at).slice(-16))
    for (let place = 0; place < 16; place++) expect(new Set(tails.map(tail => tail[place])).size).toBeGreaterThan(16)
  })
})

test.each([
  '',
  'usr_',
  'usr',
  'usr_A',
  'usr_ä',
  'usr_a#b',
  'usr_a/b',
  'usr_a%23',
  'usr_a\n',
  ' usr_a',
  'usr_a.b',
  `usr_${'a'.repeat(61)}`,
  'xusr_a',
  'org_a',
])('names nothing: %j', text => {
  expect(isId('usr', text)).toBe(false)
})
