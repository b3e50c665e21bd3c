import { describe, expect, test } from 'vitest'
import { type Conditions, expressionsOf } from '../../shared/data/expressions.ts'

test('nothing asked is nothing said', () => {
  expect(expressionsOf(undefined)).toEqual({})
  expect(expressionsOf({}, {})).toEqual({})
})

describe('a condition', () => {
  test.each([
    ['absent', { pk: 'absent' as const }, 'attribute_not_exists(#n0)', undefined],
    ['present', { pk: 'present' as const }, 'attribute_exists(#n0)', undefined],
    ['equal', { pk: { is: 'x' } }, '#n0 = :v0', { ':v0': 'x' }],
    ['zero or not there yet', { pk: 'zero' as const }, '(attribute_not_exists(#n0) OR #n0 = :v0)', { ':v0': 0 }],
    ['at most a number, or not there yet', { pk: { upTo: 3 } }, '(attribute_not_exists(#n0) OR #n0 <= :v0)', { ':v0': 3 }],
    ['at least', { pk: { atLeast: 3 } }, '#n0 >= :v0', { ':v0': 3 }],
    ['at most', { pk: { atMost: '2030' } }, '#n0 <= :v0', { ':v0': '2030' }],
  ])('that something is %s', (_, conditions, expression, values) => {
    expect(expressionsOf(conditions)).toEqual({
      ConditionExpression: expression,
      ExpressionAttributeNames: { '#n0': 'pk' },
      ...(values && { ExpressionAttributeValues: values }),
    })
  })

  test('of several parts holds only when all of them do', () => {
    expect(expressionsOf({ a: 'present', b: { is: 1 } }).ConditionExpression).toBe('attribute_exists(#n0) AND #n1 = :v0')
  })

  test('with a choice in it keeps to itself among others', () => {
    expect(expressionsOf({ a: 'zero', b: 'absent', c: { is: 1 } })).toMatchObject({
      ConditionExpression: '(attribute_not_exists(#n0) OR #n0 = :v0) AND attribute_not_exists(#n1) AND #n2 = :v1',
      ExpressionAttributeValues: { ':v0': 0, ':v1': 1 },
    })
  })

  test('may compare with null, false, zero and an empty text', () => {
    for (const given of [null, false, 0, '']) {
      expect(expressionsOf({ a: { is: given } }).ExpressionAttributeValues).toEqual({ ':v0': given })
    }
  })
})

describe('a path', () => {
  test('is named part by part, and each name once', () => {
    const made = expressionsOf({ 'user.version': { is: 1 } }, { set: { user: {}, 'lease.version': 2 } })
    expect(made.ConditionExpression).toBe('#n0.#n1 = :v0')
    expect(made.UpdateExpression).toBe('SET #n0 = :v1, #n2.#n1 = :v2')
    expect(made.ExpressionAttributeNames).toEqual({ '#n0': 'user', '#n1': 'version', '#n2': 'lease' })
  })

  test('of reserved words, spaces and signs stands only among the names', () => {
    const made = expressionsOf({ 'status OR 1': 'present' }, { set: { 'cell:active:rol_a+rol_b': 1, size: 2 } })
    expect(`${made.ConditionExpression} ${made.UpdateExpression}`).toBe('attribute_exists(#n0) SET #n1 = :v0, #n2 = :v1')
    expect(Object.values(made.ExpressionAttributeNames ?? {})).toEqual(['status OR 1', 'cell:active:rol_a+rol_b', 'size'])
  })

  test('is not mistaken for what every object has', () => {
    const made = expressionsOf({ constructor: 'absent', valueOf: 'present' } as Conditions) // whose own members have other types
    expect(made.ExpressionAttributeNames).toEqual({ '#n0': 'constructor', '#n1': 'valueOf' })
  })
})

describe('an update', () => {
  test('sets, removes and adds', () => {
    expect(expressionsOf(undefined, { set: { a: 1, b: 'x' }, add: { count: -2 }, remove: ['gone'] })).toEqual({
      UpdateExpression: 'SET #n0 = :v0, #n1 = :v1 REMOVE #n2 ADD #n3 :v2',
      ExpressionAttributeNames: { '#n0': 'a', '#n1': 'b', '#n2': 'gone', '#n3': 'count' },
      ExpressionAttributeValues: { ':v0': 1, ':v1': 'x', ':v2': -2 },
    })
  })

  test('that sets something to undefined removes it, and to null does not', () => {
    expect(expressionsOf(undefined, { set: { a: undefined, b: null } })).toEqual({
      UpdateExpression: 'SET #n0 = :v0 REMOVE #n1',
      ExpressionAttributeNames: { '#n0': 'b', '#n1': 'a' },
      ExpressionAttributeValues: { ':v0': null },
    })
  })

  test('has no values of its own where it only removes', () => {
    expect(expressionsOf(undefined, { remove: ['a', 'b'] })).toEqual({
      UpdateExpression: 'REMOVE #n0, #n1',
      ExpressionAttributeNames: { '#n0': 'a', '#n1': 'b' },
    })
  })

  test('and its condition never share a value', () => {
    const made = expressionsOf({ version: { is: 1 } }, { set: { version: 2 } })
    expect(made).toMatchObject({ ConditionExpression: '#n0 = :v0', UpdateExpression: 'SET #n0 = :v1' })
    expect(made.ExpressionAttributeValues).toEqual({ ':v0': 1, ':v1': 2 })
  })
})
