import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { useStack } from '../support/stack.ts'

useStack()

const key = fc.constantFrom('a', 'b', 'c').map(name => ({ pk: `TRY#${name}`, sk: 'TRY' }))
const small = fc.integer({ min: -2, max: 3 })
const word = fc.constantFrom('k', 'm', 'z')
const path = fc.constantFrom('count', 'word', 'map.count', 'map.word')
const check = fc.oneof(
  fc.constantFrom('absent' as const, 'present' as const, 'zero' as const),
  fc.oneof(small, word, fc.constant(null)).map(is => ({ is })),
  small.map(atLeast => ({ atLeast })),
  small.map(upTo => ({ upTo })),
  word.map(atMost => ({ atMost })),
)
const conditions = fc.dictionary(fc.oneof(path, fc.constant('pk')), check, { maxKeys: 2 })
const item = fc.record({ count: fc.option(small, { nil: undefined }), word, map: fc.record({ count: small, word }) })

/** What DynamoDB takes as one update: no path twice, nothing inside of what is not there. */
const update = fc.oneof(
  fc.record({ set: fc.record({ word }), add: fc.record({ count: small }) }),
  fc.record({ set: fc.constant({ word: undefined }) }),
  fc.record({ add: fc.record({ count: small }), remove: fc.constant(['word']) }),
)
const write = fc
  .tuple(key, conditions, fc.oneof(item, fc.constant('delete'), fc.constant('check'), update))
  .map(([at, when, what]) => {
    const shared = { if: when, otherwise: (current: unknown) => new Error(`refused: ${sorted(current)}`) }
    if (what === 'delete') return { delete: at, ...shared }
    if (what === 'check') return { check: at, ...shared, if: { sk: 'absent' as const, ...when } }
    if (typeof what === 'object' && 'map' in what) return { put: defined({ ...at, ...what }), ...shared }
    return { change: at, ...(what as object), ...shared } // the last kind there is
  })
const transactions = fc.array(
  fc.uniqueArray(write, { minLength: 1, maxLength: 3, selector: one => JSON.stringify(keyOf(one)) }),
  { minLength: 1, maxLength: 6 },
)

const keyOf = (one: Record<string, unknown>) => {
  const { pk, sk } = (one.put ?? one.delete ?? one.check ?? one.change) as { pk: string; sk: string } // one of them it has
  return { pk, sk }
}
const defined = <T extends { pk: string; sk: string }>(given: T): T => JSON.parse(JSON.stringify(given))
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' ? Object.fromEntries(Object.entries(inner).toSorted()) : inner,
  ) ?? 'nothing'

test('a rehearsal refuses and shows exactly what the table would, and leaves the table alone', async () => {
  const { table } = await import('../../shared/aws/dynamodb.ts')
  const { rehearsal } = await import('../../shared/data/rehearsing.ts')
  const places = {
    all: ['a', 'b', 'c'].map(name => ({ key: { pk: `TRY#${name}`, sk: 'TRY' }, from: (one: unknown) => sorted(one) })),
  }
  const outcome = (work: Promise<void>) => work.then(() => 'done').catch((error: Error) => error.message)
  await fc.assert(
    fc.asyncProperty(transactions, async given => {
      const [stage, before] = [rehearsal(table), await table.read(places)]
      const rehearsed: unknown[] = []
      for (const writes of given) rehearsed.push([await outcome(stage.transact(writes)), (await stage.read(places)).all])
      expect(await table.read(places)).toEqual(before)
      for (const [index, writes] of given.entries())
        expect([await outcome(table.transact(writes)), (await table.read(places)).all]).toEqual(rehearsed[index])
    }),
    { numRuns: 150 },
  )
})
