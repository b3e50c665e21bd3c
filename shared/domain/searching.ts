import { fold } from './folding.ts'
import type { User } from './users.ts'

/** A3: the columns that `q` looks into. */
export type Searchable = Pick<User, 'firstName' | 'lastName' | 'displayName' | 'email' | 'communicationEmail' | 'phone'>

const apostrophes = /['’‘ʼ]/g
const between = /[^\p{L}\p{N}'’‘ʼ]+/u

/** A key of the table holds only so much, and one letter may fold to eighteen. */
const longest = 60
export const shortened = (word: string) => [...word].slice(0, longest).join('')

const parts = (text: string) => fold(text).split(between).filter(Boolean)

/** Without anything but letters and digits: how a phone number is compared, whoever grouped it how. */
export const compact = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]+/gu, '')

/** The words that somebody types: O'Brien is one, obrien. */
export const wordsIn = (text: string): string[] =>
  parts(text)
    .map(word => shortened(word.replace(apostrophes, '')))
    .filter(Boolean)

/** Every word that can be found: O'Brien by obrien and by brien; a phone number by its groups and as a whole. */
function allWords({ phone, ...names }: Searchable): Set<string> {
  const { firstName, lastName, displayName, email, communicationEmail } = names
  const texts = [firstName, lastName, displayName, email, communicationEmail, phone].filter(text => text !== null)
  const joined = texts.flatMap(text => parts(text).flatMap(word => [word.replace(apostrophes, ''), ...word.split(apostrophes)]))
  return new Set([...joined, compact(phone ?? '')].map(shortened).filter(Boolean))
}

/** Those of them that are not the beginning of another one: whoever searches for that finds the longer one, too. */
export function wordsOf(columns: Searchable): string[] {
  const words = [...allWords(columns)].toSorted()
  return words.filter((word, index) => !words[index + 1]?.startsWith(word))
}

/** A3: whether each of the words begins some word of some column. */
export function hasWords(columns: Searchable, wanted: string[]): boolean {
  const words = [...allWords(columns)]
  return wanted.every(start => words.some(word => word.startsWith(start)))
}
