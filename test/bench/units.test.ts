import { expect, test } from 'vitest'
import { type Call, chargesOf, hopsOf, sumOf } from './calls.ts'
import { type Image, indexUnits, readUnits, sizeOf, writeUnits } from './units.ts'

const kilobytes = (count: number): Image => ({ pk: { S: 'x'.repeat(count * 1024 - 2) } })

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
test.each<[string, Image, number]>([
  ['a string is its name and its UTF-8 bytes', { näme: { S: 'Zoë' } }, 5 + 4],
  ['a number is a byte for two significant digits, and one', { n: { N: '1234567' } }, 1 + 4 + 1],
  ['zeroes at either end of a number do not count', { n: { N: '0012000' } }, 1 + 1 + 1],
  ['a decimal point is no digit', { n: { N: '3.140' } }, 1 + 2 + 1],
  ['a binary value is its raw bytes', { b: { B: Buffer.from('12345').toString('base64') } }, 1 + 5],
  ['null is one byte', { n: { NULL: true } }, 2],
  ['a Boolean is one byte', { f: { BOOL: false } }, 2],
  ['an empty map is three bytes', { m: { M: {} } }, 1 + 3],
  ['an empty list is three bytes', { l: { L: [] } }, 1 + 3],
  ['each entry of a map is one byte more', { m: { M: { a: { S: 'b' }, c: { NULL: true } } } }, 1 + 3 + (1 + 1 + 1) + (1 + 1 + 1)],
  ['each element of a list is one byte more', { l: { L: [{ S: 'ab' }, { N: '7' }] } }, 1 + 3 + (1 + 2) + (1 + 2)],
  ['a set is its members', { s: { SS: ['ab', 'c'] } }, 1 + 3],
])('%s', (_, item, size) => expect(sizeOf(item)).toBe(size))

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
test.each<[string, number, boolean, number]>([
  ['a strong read of 3.5 KB is one unit', 3.5, true, 1],
  ['a strong read of 8 KB is two', 8, true, 2],
  ['an eventually consistent read of 8 KB is one', 8, false, 1],
  ['a strong read of 10 KB is three', 10, true, 3],
  ['a strong read of nothing is one', 0, true, 1],
  ['an eventually consistent read of nothing is a half', 0, false, 0.5],
])('%s', (_, size, consistent, units) => expect(readUnits(size * 1024, consistent)).toBe(units))

test('a batch rounds each item by itself: 1.5 KB and 6.5 KB are 12 KB, not 8', () => {
  const item = (sk: string, size: number) => ({ pk: { S: 'p' }, sk: { S: sk }, text: { S: 'x'.repeat(size * 1024 - 10) } })
  const found = [item('a', 1.5), item('b', 6.5)]
  const request = { RequestItems: { t: { Keys: found, ConsistentRead: true } } }
  expect(costOf({ operation: 'BatchGetItem', request, response: { Responses: { t: found } } }).reads).toBe(3)
})

test('a query sums first and rounds then: 40 items of 300 bytes, eventually consistent, are one unit and a half', () => {
  const Items = Array.from({ length: 40 }, (): Image => ({ pk: { S: 'x'.repeat(298) } }))
  expect(costOf({ operation: 'Query', response: { Items } }).reads).toBe(1.5)
})

test('a write of 512 bytes is one unit, of 1.5 KB two; the larger of before and after counts', () => {
  expect(writeUnits(undefined, kilobytes(0.5))).toBe(1)
  expect(writeUnits(undefined, kilobytes(1.5))).toBe(2)
  expect(writeUnits(kilobytes(2.5), kilobytes(0.5))).toBe(3)
})

const key = { pk: { S: 'p' }, sk: { S: 's' } }
const at = (image: Image | undefined) => new Map(image ? [['p\ns', image]] : [])

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
test('in a transaction each 500-byte item costs two units, and so does a check', () => {
  const image = { ...key, text: { S: 'x'.repeat(480) } }
  const transaction = { operation: 'TransactWriteItems', after: at(image) }
  expect(costOf({ ...transaction, request: { TransactItems: [{ Put: { Item: image } }] } }).writes).toBe(2)
  expect(costOf({ ...transaction, request: { TransactItems: [{ ConditionCheck: { Key: key } }] } }).writes).toBe(2)
})

test('a refused update costs what its item costs', () => {
  const old = { ...key, text: { S: 'x'.repeat(1500) } }
  const refused = { operation: 'UpdateItem', status: 400, request: { Key: key }, before: at(old), after: at(old) }
  expect(costOf(refused).writes).toBe(2)
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
const indexed = (more: Image): Image => ({ ...key, byName: { S: 'lopez' }, ...more })
test.each<[string, Image | undefined, Image | undefined, number]>([
  ['an item without the index’s key costs it nothing', undefined, key, 0],
  ['a new entry is one write', undefined, indexed({}), 1],
  ['an entry that goes is one write', indexed({}), key, 1],
  ['a changed key is two writes: one goes, one comes', indexed({}), indexed({ byName: { S: 'perez' } }), 2],
  ['a changed projected attribute is one write', indexed({}), indexed({ user: { S: 'x' } }), 1],
  ['an attribute that is not projected costs nothing', indexed({}), indexed({ secret: { S: 'x' } }), 0],
  ['each kilobyte of an entry counts', undefined, indexed({ user: { S: 'x'.repeat(1100) } }), 2],
])('%s', (_, before, after, units) => expect(indexUnits(before, after)).toBe(units))

test('calls that overlap are one hop, calls one after the other are several', () => {
  const call = (startedAt: number, endedAt: number) => ({ startedAt, endedAt })
  expect(hopsOf([])).toBe(0)
  expect(hopsOf([call(0, 10), call(1, 9), call(2, 12)])).toBe(1)
  expect(hopsOf([call(0, 10), call(11, 20), call(12, 30), call(31, 32)])).toBe(3)
})

function costOf(call: Partial<Call>) {
  const whole = {
    operation: '',
    status: 200,
    request: {},
    response: {},
    before: at(undefined),
    after: at(undefined),
    startedAt: 0,
    endedAt: 1,
  }
  return sumOf(chargesOf([{ ...whole, ...call }]))
}
