import { expect, test } from 'vitest'
import { type EventPattern, filterOf } from '../../infra/local/event-filter.ts'

const event = {
  eventName: 'INSERT',
  dynamodb: { NewImage: { kind: { S: 'audit' }, sk: { S: 'evt_123' }, tags: { SS: ['a', 'b'] }, n: { N: '1' } } },
}
const image = (pattern: EventPattern) => ({ dynamodb: { NewImage: pattern } })

test.each<[string, EventPattern, boolean]>([
  ['one of the values', { eventName: ['INSERT', 'MODIFY'] }, true],
  ['none of the values', { eventName: ['REMOVE'] }, false],
  ['every key of the pattern', { eventName: ['INSERT'], ...image({ kind: { S: ['audit'] } }) }, true],
  ['a key that does not match', { eventName: ['INSERT'], ...image({ kind: { S: ['user'] } }) }, false],
  ['a prefix', image({ sk: { S: [{ prefix: 'evt_' }] } }), true],
  ['another prefix', image({ sk: { S: [{ prefix: 'usr_' }] } }), false],
  ['a suffix', image({ sk: { S: [{ suffix: '123' }] } }), true],
  ['anything but what it is', image({ kind: { S: [{ 'anything-but': ['audit'] }] } }), false],
  ['a field that exists', image({ kind: { S: [{ exists: true }] } }), true],
  ['a field that should not', image({ kind: { S: [{ exists: false }] } }), false],
  ['a field that is not there, and need not', { dynamodb: { OldImage: { kind: { S: [{ exists: false }] } } } }, true],
  ['a field that is not there, and should', { dynamodb: { OldImage: { kind: { S: ['audit'] } } } }, false],
  ['an element of a list', image({ tags: { SS: ['b'] } }), true],
  ['a number where there is text', image({ n: { N: [1] } }), false],
])('%s', (_, pattern, expected) => {
  expect(filterOf([pattern])(event)).toBe(expected)
})

test('one of several patterns is enough, and without any all passes', () => {
  expect(filterOf([{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }])(event)).toBe(true)
  expect(filterOf([])(event)).toBe(true)
})

test('an operator that is not known is no silent mismatch', () => {
  expect(() => filterOf([{ eventName: [{ wildcard: '*' }] }])(event)).toThrow('wildcard')
})
