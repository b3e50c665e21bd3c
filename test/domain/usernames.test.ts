import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeUsername } from '../../shared/domain/usernames.ts'

test.each([
  ['maria', 'maria'],
  [' Maria.Lopez ', 'maria.lopez'],
  ['MARIA_LOPEZ-2', 'maria_lopez-2'],
  ['ｍａｒｉａ', 'maria'],
  ['\u212aarl', 'karl'],
  ['007', '007'],
  ['a..', 'a..'],
  ['x'.repeat(40), 'x'.repeat(40)],
])('%j is %j', (given, expected) => {
  expect(normalizeUsername(given)).toBe(expected)
})

test.each([
  '',
  'ab',
  'x'.repeat(41),
  '-ab',
  '_ab',
  '.ab',
  'maria lopez',
  'maria@example.com',
  'märia',
  'мария',
  'a\u0000b',
  'a#b',
  'İbo',
])('%j is none', given => {
  expect(normalizeUsername(given)).toBeNull()
})

test('what was normalized stays as it is, and is made of plain characters', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[ A-Za-z0-9._-]{1,45}$/)), given => {
      const username = normalizeUsername(given)
      if (username === null) return
      expect(username).toMatch(/^[a-z0-9][a-z0-9._-]{2,39}$/)
      expect(normalizeUsername(username)).toBe(username)
      expect(normalizeUsername(username.toUpperCase())).toBe(username)
    }),
  )
})
