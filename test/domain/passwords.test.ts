import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownPasswords } from '../../shared/domain/known-passwords.ts'
import { checkPassword } from '../../shared/domain/passwords.ts'
import { refusalFrom, verdictOf } from './people.ts'

const email = 'maria.lopez-garcia@example.com'
const verdict = (password: string, of = email) => verdictOf(() => checkPassword(password, of))
const faultsOf = (password: string, of = email) =>
  refusalFrom(() => checkPassword(password, of)).facts.errors?.map(({ message }) => message)

/** So many characters, none of which make a known or trivial password. */
const long = (count: number, unit = 'kT7?') => [...unit.repeat(count)].slice(0, count).join('')

describe('length', () => {
  test.each([
    [9, 'password_too_weak'],
    [10, 'ok'],
    [256, 'ok'],
    [257, 'password_too_weak'],
  ])('of %i characters: %s', (count, expected) => {
    expect(verdict(long(count))).toBe(expected)
  })

  test.each([
    [9, 'password_too_weak'],
    [10, 'ok'],
    [256, 'ok'],
    [257, 'password_too_weak'],
  ])('of %i characters beyond the basic plane, each counted once: %s', (count, expected) => {
    expect(verdict(long(count, '😀𝒜🦊𐍈'))).toBe(expected)
  })

  test('of nothing at all is refused', () => {
    expect(verdict('')).toBe('password_too_weak')
  })
})

test.each(['correct horse', 'aaaabbbbcccc', 'x          y z', 'ÄÖÜäöüßÄÖÜß', 'パスワードを変更する', 'nocapitals or digits'])(
  'no composition is asked for: "%s" will do',
  password => {
    expect(verdict(password)).toBe('ok')
  },
)

describe('a password that attackers try first is refused:', () => {
  test('every known one, in whatever case', () => {
    expect(knownPasswords.size).toBeGreaterThan(1000)
    for (const known of knownPasswords) {
      expect(known, known).toBe(known.toLowerCase())
      expect(verdict(known), known).toBe('password_too_weak')
    }
    expect(verdict('QwertyUiop')).toBe('password_too_weak')
  })

  test.each(['qwertyuiop1', 'qwertyuiop2024', 'Qwertyuiop!', 'qwertyuiop 123!!', 'qwertyuiop_9'])(
    'a known one with digits and signs behind: %s',
    password => {
      expect(verdict(password)).toBe('password_too_weak')
    },
  )

  test.each([
    'aaaaaaaaaa',
    '##########',
    'ababababab',
    '😀😀😀😀😀😀😀😀😀😀',
    '0123456789',
    '9876543210',
    'abcdefghijkl',
    'ZYXWVUTSRQPO',
    'абвгдежзий',
  ])('one or two characters over and over, or a run: %s', password => {
    expect(faultsOf(password)).toEqual(['it is one of those that attackers try first'])
  })

  test('a run that breaks off is none', () => {
    expect(verdict('abcdefghijX')).toBe('ok')
  })
})

describe('the email', () => {
  test.each([email, email.toUpperCase(), 'maria.lopez-garcia', 'MARIA.LOPEZ-GARCIA', 'María.López-García'])(
    'as in %s is refused',
    password => {
      expect(faultsOf(password)).toEqual(['it must not be your email address'])
    },
  )

  test('in the password beside other things will do', () => {
    expect(verdict('maria.lopez-garcia and more')).toBe('ok')
  })

  test('of somebody else will do', () => {
    expect(verdict('maria.lopez-garcia', 'other@example.com')).toBe('ok')
  })
})

test.each([' kT7?kT7?kT7?', 'kT7?kT7?kT7? ', 'kT7?kT7?kT7?\n', '\u00a0kT7?kT7?kT7?'])(
  '%j begins or ends with a space, which Cognito does not take',
  password => {
    expect(faultsOf(password)).toEqual(['it must not begin or end with a space'])
  },
)

describe('the words around it (ASVS 6.2.11)', () => {
  const names = ['Roster', 'Globex Robotics']
  const faults = (password: string, of = email) =>
    refusalFrom(() => checkPassword(password, of, 'password', names)).facts.errors?.map(({ message }) => message)

  test.each([
    'Roster-2026!',
    'globex 123456',
    'GlobexRobotics',
    'globex-robotics-1',
    'Róster123456',
    'Roster Globex 1',
    'maria-1234567',
    'example2026!',
    'roster.abc.1',
  ])('with digits and signs, or next to nothing else, are refused: %s', password => {
    expect(faults(password)).toEqual(['it must be more than your email address or the name of the organization or the product'])
  })

  test.each(['Roster and my cat', 'robotics homework', 'roster.abcd.1', 'maria hums loudly', 'rost-1234567'])(
    'beside other ones will do: %s',
    password => {
      expect(verdictOf(() => checkPassword(password, email, 'password', names))).toBe('ok')
    },
  )

  test('of another organization are words like any', () => {
    expect(verdictOf(() => checkPassword('Globex-2026!', email, 'password', ['Roster', 'Initech']))).toBe('ok')
  })

  test('of three letters or fewer are in too many passwords to count', () => {
    expect(verdictOf(() => checkPassword('abc-98127-x', 'abc@x.example', 'password', ['Abc']))).toBe('ok')
  })
})

test('as many known ones are there as ASVS 6.2.4 asks for, and all of them are long enough to be chosen', () => {
  expect(knownPasswords.size).toBeGreaterThanOrEqual(3000)
  expect([...knownPasswords].filter(known => [...known].length < 10)).toEqual([])
})

test('everything that is wrong is told, at the field it is wrong with', () => {
  const refusal = refusalFrom(() => checkPassword('aaa', 'aaa@example.com'))
  expect(refusal.facts.errors?.map(({ path }) => path)).toEqual(['password', 'password', 'password'])
  expect(refusal.facts.errors?.map(({ message }) => message)).toEqual([
    'it needs at least 10 characters',
    'it must not be your email address',
    'it is one of those that attackers try first',
  ])
})

test('a refusal never repeats the password', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 7, maxLength: 9, unit: fc.constantFrom('Q', '7', '§', 'ж') }), password => {
      const refusal = refusalFrom(() => checkPassword(password, email))
      expect(JSON.stringify([refusal.message, refusal.facts])).not.toContain(password)
    }),
  )
})
