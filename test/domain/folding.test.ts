import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../shared/domain/folding.ts'

test.each([
  ['Åse', 'ase'],
  ['ÅSE', 'ase'],
  ['A\u030Ase', 'ase'],
  ['müller', 'MULLER'],
  ['Straße', 'STRASSE'],
  ['STRAẞE', 'strasse'],
  ['Søren', 'soren'],
  ['Łukasz', 'lukasz'],
  ['Đặng', 'dang'],
  ['Guðrún', 'gudrun'],
  ['Þór', 'thor'],
  ['Œuvre', 'oeuvre'],
  ['ÆRØ', 'aero'],
  ['Ħal Għarghur', 'hal gharghur'],
  ['İstanbul', 'istanbul'],
  ['Işık', 'ISIK'],
  ['ışık', 'isik'],
  ['Юлия', 'ЮЛИЯ'],
  ['Ёлкин', 'елкин'],
  ['ΣΟΦΟΣ', 'σοφός'],
  ['ΣΟΦΟΣ', 'σοφοσ'],
  ['ﬃnger', 'FFInger'],
  ['Ａｃｍｅ', 'acme'],
  ['ｱﾘｽ', 'アリス'],
  ['①', '1'],
  ['  Anna \u00a0 \t Maria ', 'anna maria'],
  ['Nguyễn Thị', 'nguyen thi'],
  ['Šťastný', 'STASTNY'],
  ['ŧ', 'T'],
])('%s is the same as %s', (one, other) => {
  expect(fold(one)).toBe(fold(other))
})

test.each([
  ['佐藤', '左藤'],
  ['Anna', 'Ana'],
  ['юлия', 'yulia'],
  ['anna maria', 'annamaria'],
  ["O'Brien", 'OBrien'],
  ['а', 'a'],
])('%s is not the same as %s', (one, other) => {
  expect(fold(one)).not.toBe(fold(other))
})

test('letters of other scripts stay', () => {
  expect(fold('佐藤 結衣')).toBe('佐藤 結衣')
  expect(fold('ليلى')).toBe('ليلى')
})

test('the beginning of a text folds to the beginning of what it folds to, whatever its case', () => {
  for (const name of ['ΣΟΦΟΣΑΝΝΑ', 'Straßer', 'İstanbul', 'Müller', 'Łukasz']) {
    const letters = [...name]
    for (let count = 1; count <= letters.length; count++) {
      expect(fold(name).startsWith(fold(letters.slice(0, count).join('').toLowerCase()))).toBe(true)
      expect(fold(name).startsWith(fold(letters.slice(0, count).join('').toUpperCase()))).toBe(true)
    }
  }
})

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0x2fff }).map(code => String.fromCodePoint(code)) }),
)

test('folding twice is folding once', () => {
  fc.assert(
    fc.property(anyText, text => {
      expect(fold(fold(text))).toBe(fold(text))
    }),
    { numRuns: 20_000 },
  )
})

test('every letter alone folds to itself when folded again, in both cases', () => {
  const strange: string[] = []
  for (let code = 0; code <= 0x1ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const letter = String.fromCodePoint(code)
    if (fold(fold(letter)) !== fold(letter)) strange.push(letter)
  }
  expect(strange).toEqual([])
})

test('the Unicode form does not matter', () => {
  fc.assert(
    fc.property(anyText, text => {
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) expect(fold(text.normalize(form))).toBe(fold(text))
    }),
    { numRuns: 5000 },
  )
})
