import { expect, test } from 'vitest'
import { compact, hasWords, type Searchable, wordsIn, wordsOf } from '../../shared/domain/searching.ts'

const maria: Searchable = {
  firstName: 'María José',
  lastName: "O'Brien-López",
  displayName: null,
  email: 'maria.lopez+crm@eu.acme.com',
  communicationEmail: null,
  phone: '+49 (30) 1234-567',
}

const finds = (q: string, columns: Searchable = maria) => hasWords(columns, wordsIn(q))

test.each([
  'mar lop',
  'LOPEZ maria',
  'acme',
  'crm',
  'maria.lopez+crm@eu.acme.com',
  "o'brien",
  'o’b',
  'obrien',
  'brien',
  'jose',
  'JOSÉ',
  '+49 30 1234',
  '49301234',
  '567',
  '',
  ' @ ',
])('“%s” finds María José O’Brien-López', q => {
  expect(finds(q)).toBe(true)
})

test.each(['aria', 'mar lopezz', 'rien', 'cme', '301234', 'mar acme smith'])('“%s” does not', q => {
  expect(finds(q)).toBe(false)
})

test.each([
  ['Åse', 'ase'],
  ['Müller', 'MULLER'],
  ['Weiß', 'weiss'],
  ['Łukasz', 'luk'],
  ['佐藤 結衣', '佐'],
  ['Юлия Соколова', 'соко юлия'],
  ['Ελένη', 'ΕΛΕΝ'],
  ['ليلى', 'ليل'],
  ['ﬁona', 'fio'],
  ['ｗｅｉ', 'wei'],
])('case- and accent-blind, in every script: %s is found by %s', (lastName, q) => {
  const columns = { ...maria, lastName, email: 'x@y.example' }
  expect(finds(q, columns)).toBe(true)
  expect(finds(`${q}zzz`, columns)).toBe(false)
})

test('a word that begins another one of the same person is not kept: it finds nobody more', () => {
  const words = wordsOf({
    ...maria,
    firstName: 'Ann',
    lastName: 'Anna',
    displayName: 'Ann Annabel',
    email: 'an@a.example',
    phone: null,
  })
  expect(words).toEqual(['annabel', 'example'])
})

test('whatever is found in the columns is found among the words that are kept, and the other way round', () => {
  const words = wordsOf(maria)
  for (const start of [
    'm',
    'ma',
    'maria',
    'o',
    'ob',
    'brien',
    'b',
    'lopez',
    'l',
    'eu',
    'e',
    'com',
    'c',
    '4',
    '49',
    '4930',
    '1',
    '5',
    'x',
    'z9',
  ])
    expect(
      words.some(word => word.startsWith(start)),
      start,
    ).toBe(hasWords(maria, [start]))
})

test('a phone number is compared without its grouping', () => {
  expect(compact('+49 (30) 1234-567')).toBe('49301234567')
  expect(compact(' 1 555')).toBe('1555')
})

test('a word is as long as a key can hold, in the columns and in what is typed', () => {
  const endless = '\ufdfa'.repeat(200)
  const columns = { ...maria, displayName: endless }
  for (const word of wordsOf(columns)) expect(Buffer.byteLength(word)).toBeLessThan(300)
  expect(finds(endless, columns)).toBe(true)
  expect(finds('x'.repeat(61), { ...maria, lastName: 'x'.repeat(100) })).toBe(true)
})
