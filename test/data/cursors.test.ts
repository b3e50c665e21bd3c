import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { verdictOf } from '../domain/people.ts'

const key = new Uint8Array(32).fill(7)
const binding = ['listUsers', 'org_1', 'usr_1', { status: ['active'], sort: 'name' }]
const position = { sort: 'lopez\u0001maria', sk: 'USER#usr_2' }
const cursor = writeCursor(position, binding, key)

const verdict = (text: string, bound: unknown[] = binding, by = key) => verdictOf(() => readCursor(text, bound, by))

test('a cursor gives back the position that it was made of', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (some, bound) => {
      const read = readCursor<unknown>(writeCursor(some, bound, key), bound, key)
      expect(JSON.stringify(read)).toBe(JSON.stringify(some))
    }),
  )
})

test('a cursor shows nothing of what is in it, and is never the same twice', () => {
  expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/lopez|maria|usr_/)
  expect(cursor).toMatch(/^[\w-]+$/)
  expect(writeCursor(position, binding, key)).not.toBe(cursor)
})

describe('a cursor is refused', () => {
  test('when any bit of it is bent', () => {
    const bytes = Buffer.from(cursor, 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const bent = Buffer.from(bytes)
        bent[index] = (bent[index] ?? 0) ^ (1 << bit)
        expect(verdict(bent.toString('base64url')), `byte ${index}, bit ${bit}`).toBe('invalid_cursor')
      }
    }
  })

  test('when any character of it is another, is gone or is doubled', () => {
    for (const [index, character] of [...cursor].entries()) {
      const [before, after] = [cursor.slice(0, index), cursor.slice(index + 1)]
      for (const other of ['A', 'z', '-', '+', '/', '=', ' ', 'é']) {
        if (other !== character) expect(verdict(before + other + after), `${index} ${other}`).toBe('invalid_cursor')
      }
      expect(verdict(before + after)).toBe('invalid_cursor')
      expect(verdict(before + character + character + after)).toBe('invalid_cursor')
    }
  })

  test('when it was cut off anywhere, or lengthened', () => {
    for (let length = 0; length < cursor.length; length++) expect(verdict(cursor.slice(0, length))).toBe('invalid_cursor')
    for (const more of ['A', '=', '\n', ' ', '.', cursor]) expect(verdict(cursor + more)).toBe('invalid_cursor')
  })

  test.each<[string, unknown[]]>([
    ['another route', ['listInvitations', ...binding.slice(1)]],
    ['another organization', ['listUsers', 'org_2', ...binding.slice(2)]],
    ['another caller', ['listUsers', 'org_1', 'usr_2', binding[3]]],
    ['another filter', ['listUsers', 'org_1', 'usr_1', { status: ['invited'], sort: 'name' }]],
    ['another sort', ['listUsers', 'org_1', 'usr_1', { status: ['active'], sort: '-name' }]],
    ['no filter', ['listUsers', 'org_1', 'usr_1', { sort: 'name' }]],
    ['nothing', []],
  ])('with %s', (_, bound) => {
    expect(verdict(cursor)).toBe('ok')
    expect(verdict(cursor, bound)).toBe('invalid_cursor')
  })

  test('with another key', () => {
    expect(verdict(cursor, binding, new Uint8Array(32).fill(8))).toBe('invalid_cursor')
  })

  test('when it is any text at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.constantFrom('null', '{}', '0', 'undefined')),
        text => {
          expect(verdict(text)).toBe('invalid_cursor')
        },
      ),
    )
  })
})
