import { describe, expect, test } from 'vitest'
import { type Ledger, nothingGone, reaching, settled } from '../../shared/domain/ledger.ts'
import { foldedSiteName } from '../../shared/domain/sites.ts'

const ledger = (leaving: Ledger['leaving']): Ledger => ({ ...nothingGone, deletions: 1, leaving })

describe('T2: the sites that somebody has while some are leaving', () => {
  test.each([
    [['a', 'b'], {}, ['a', 'b']],
    [['a', 'b'], { a: null }, ['b']],
    [['a'], { a: null }, []],
    [['a'], { a: 'b' }, ['b']],
    [['a', 'b'], { a: 'b' }, ['b']],
    [['a', 'c'], { a: 'b', c: 'b' }, ['b']],
    ['all' as const, { a: null }, 'all'],
  ])('of %j, while %j', (sites, leaving, left) => {
    expect(settled(sites, ledger(leaving))).toEqual(left)
  })

  test('who has the site in the place of another reaches those who are still named at the other, and nobody reaches by one that is gone', () => {
    expect(reaching(['b'], ledger({ a: 'b' }))).toEqual(['b', 'a'])
    expect(reaching(['a'], ledger({ a: 'b' }))).toEqual(['b', 'a'])
    expect(reaching(['c'], ledger({ a: 'b' }))).toEqual(['c'])
    expect(reaching(['a', 'c'], ledger({ a: null }))).toEqual(['c'])
    expect(reaching('all', ledger({ a: 'b' }))).toBe('all')
    expect(reaching(['a'], nothingGone)).toEqual(['a'])
  })
})

test('the folded name of a site fits into a key, whatever it is made of', () => {
  for (const sign of ['\ufdfa', '#', '%', '東', '😀', 'ß']) {
    const folded = foldedSiteName(sign.repeat(100)).replace(/[%#]/g, encodeURIComponent)
    expect(Buffer.byteLength(`SITENAME#${folded}`)).toBeLessThanOrEqual(1024)
  }
})
