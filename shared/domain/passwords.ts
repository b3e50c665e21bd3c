import { fold } from './folding.ts'
import { knownPasswords } from './known-passwords.ts'
import { Refusal } from './refusals.ts'

export const PASSWORD_LENGTH = { min: 10, max: 256 }

/**
 * T7: length and lists, no composition rules (OWASP ASVS 5.0, 6.2); Cognito takes no spaces at the ends. Throws with everything that is wrong,
 * of the field at `path`.
 * @param names of the product and of the organizations: what stands on every page is guessed first
 */
export function checkPassword(password: string, email: string, path = 'password', names: readonly string[] = []): void {
  const faults = faultsOf(password, email, names)
  if (faults.length === 0) return
  throw new Refusal('password_too_weak', `Choose another password: ${faults.join('; ')}.`, {
    errors: faults.map(message => ({ path, message })),
  })
}

function faultsOf(password: string, email: string, names: readonly string[]): string[] {
  const length = [...password].length
  const plain = password.toLowerCase()
  const local = email.slice(0, email.lastIndexOf('@'))
  const isEmail = fold(password) === fold(email) || fold(password) === fold(local)
  return [
    length < PASSWORD_LENGTH.min && `it needs at least ${PASSWORD_LENGTH.min} characters`,
    length > PASSWORD_LENGTH.max && `it may have at most ${PASSWORD_LENGTH.max} characters`,
    /^\s|\s$/u.test(password) && 'it must not begin or end with a space',
    isEmail && 'it must not be your email address',
    !isEmail &&
      isMadeOf(password, [...names, email]) &&
      'it must be more than your email address or the name of the organization or the product',
    (knownPasswords.has(plain) || knownPasswords.has(plain.replace(/[\d\W_]+$/, '')) || trivial(plain)) &&
      'it is one of those that attackers try first',
  ].filter(fault => typeof fault === 'string')
}

const letters = /\p{L}/gu

/** Whether hardly anything but digits and signs is left without the words of these (ASVS 6.2.11): `Acme-2026!` of Acme. */
function isMadeOf(password: string, names: readonly string[]): boolean {
  const words = names.flatMap(name => [fold(name), ...fold(name).split(/[^\p{L}]+/u)]).filter(word => word.length >= 4)
  const longestFirst = words.toSorted((one, other) => other.length - one.length)
  const rest = longestFirst.reduce((text, word) => text.replaceAll(word, ''), fold(password))
  return rest !== fold(password) && (rest.match(letters) ?? []).length < 4
}

/** One or two characters over and over, or a run along the alphabet or the digits. */
function trivial(password: string): boolean {
  const codes = [...password].map(character => character.codePointAt(0) ?? 0)
  if (new Set(codes).size <= 2) return true
  const step = (codes[1] ?? 0) - (codes[0] ?? 0)
  return Math.abs(step) === 1 && codes.every((code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step)
}
