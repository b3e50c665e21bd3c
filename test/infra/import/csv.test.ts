import { stringify } from 'csv-stringify/sync'
import { array, assert, constantFrom, oneof, property, record, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delimiterOf, parseCsv, unescaped } from '../../../infra/operator/import/csv.ts'
import { decoded } from '../../../infra/operator/import/text.ts'

const cell = oneof(
  string(),
  string({ unit: 'grapheme' }),
  string({ unit: constantFrom('"', ',', ';', '\t', '\r', '\n', "'", '=', '-', '@', ' ', 'a', 'ü', '＝') }),
)
const rows = array(array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 8 })
const forms = record({
  delimiter: constantFrom(',', ';', '\t'),
  quoted: constantFrom(true, false),
  record_delimiter: constantFrom('unix', 'windows'),
  escape_formulas: constantFrom(true, false),
})
const cellsOf = (text: string, delimiter: string) => parseCsv(text, delimiter).map(({ cells }) => cells)

test('what is written as CSV, in any of its forms, is read as it was', () => {
  assert(
    property(rows, forms, (wanted, form) => {
      const text = stringify(wanted, { ...form, quote_record_delimiter: true })
      const read = cellsOf(text, form.delimiter).map(cells => (form.escape_formulas ? cells.map(unescaped) : cells))
      // An apostrophe that somebody wrote before an = can't be told from one that made it harmless.
      const expected = form.escape_formulas ? wanted.map(cells => cells.map(unescaped)) : wanted
      expect(read).toEqual(expected)
    }),
    { numRuns: 2000 },
  )
})

test('the last line needs no end', () => {
  expect(cellsOf('a,b\r\n1,2', ',')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(cellsOf('a,b\n1,', ',')).toEqual([
    ['a', 'b'],
    ['1', ''],
  ])
  expect(cellsOf('', ',')).toEqual([])
})

test('a record knows its line, also after cells of several lines', () => {
  expect(parseCsv('a\n"1\r\n2\n3"\n\nlast', ',').map(({ line }) => line)).toEqual([1, 2, 5, 6])
})

test.each([
  ['a,b\nx"y,1', 'Line 2: a quotation mark stands inside a cell'],
  ['a,b\n"x"y,1', 'Line 2: something stands between a closing quotation mark and the end'],
  ['a,b\n"one\ntwo" ,1', 'Line 2: something stands'],
  ['a,b\n1,2\n"x,1\n3,4\n', 'Line 3: a quotation mark opens a cell that never ends.'],
  ['"', 'Line 1: a quotation mark opens'],
])('%j is an error', (text, words) => {
  expect(() => parseCsv(text, ',')).toThrow(words)
})

test.each([
  ['email,first name', ','],
  ['email;first name;"a,b,c,d"', ';'],
  ['email\tfirst name', '\t'],
  ['email', ','],
  ['', ','],
  ['email;roles\na,b,c,d', ';'],
])('%j is parted by %j', (text, delimiter) => {
  expect(delimiterOf(text)).toBe(delimiter)
})

test.each([
  ["'=1+1", '=1+1'],
  ["'+49 1", '+49 1'],
  ["'-1", '-1'],
  ["'@x", '@x'],
  ["'tis", "'tis"],
  ["''=", "''="],
  ["'", "'"],
])('%j becomes %j', (written, meant) => {
  expect(unescaped(written)).toBe(meant)
})

describe('a file is text in UTF-8', () => {
  test('with a byte order mark or without', () => {
    expect(decoded(Buffer.from('\ufeffemail,ü'), 'f')).toBe('email,ü')
    expect(decoded(Buffer.from('email,ü'), 'f')).toBe('email,ü')
  })

  test.each<[string, Buffer]>([
    ['UTF-16 with a mark', Buffer.from('\ufeffemail', 'utf16le')],
    ['UTF-16 without', Buffer.from('email', 'utf16le')],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0])],
  ])('and not %s', (_, bytes) => {
    expect(() => decoded(bytes, 'people.csv')).toThrow(/^people\.csv is UTF-16, or no text at all\. Save it as “CSV UTF-8”/)
  })

  test('and not Latin-1: the line is named', () => {
    expect(() => decoded(Buffer.from('email\na,ä\n', 'utf8').fill(0xe4, 8, 9), 'people.csv')).toThrow(/not in UTF-8: see line 2/)
    expect(() => decoded(Buffer.concat([Buffer.from('ä\nö\n\u{fffd}\n'), Buffer.from('ü', 'latin1')]), 'f')).toThrow(/line 4/)
  })
})
