import { fold } from './folding.ts'
import { knownPasswords } from './known-passwords.ts'
import { Refusal } from './refusals.ts'

export const PASSWORD_LENGTH = { min: 10, max: 256 }

/** T7: length and a list, no composition rules (OWASP ASVS 5.0, 6.2); Cognito takes no spaces at the ends. Throws with everything that is wrong, of the field at `path`. */
export function checkPassword(password: string, email: string, path = 'password'): void {
  const faults = faultsOf(password, email)
  if (faults.length === 0) return
  throw new Refusal('password_too_weak', `Choose another password: ${faults.join('; ')}.`, {
    errors: faults.map(message => ({ path, message })),
  })
}

function faultsOf(password: string, email: string): string[] {
  const length = [...password].length
  const plain = password.toLowerCase()
  const local = email.slice(0, email.lastIndexOf('@'))
  return [
    length < PASSWORD_LENGTH.min && `it needs at least ${PASSWORD_LENGTH.min} characters`,
    length > PASSWORD_LENGTH.max && `it may have at most ${PASSWORD_LENGTH.max} characters`,
    /^\s|\s$/u.test(password) && 'it must not begin or end with a space',
    (fold(password) === fold(email) || fold(password) === fold(local)) && 'it must not be your email address',
    (knownPasswords.has(plain) || knownPasswords.has(plain.replace(/[\d\W_]+$/, '')) || trivial(plain)) &&
      'it is one of those that attackers try first',
  ].filter(fault => typeof fault === 'string')
}

/** One or two characters over and over, or a run along the alphabet or the digits. */
function trivial(password: string): boolean {
  const codes = [...password].map(character => character.codePointAt(0) ?? 0)
  if (new Set(codes).size <= 2) return true
  const step = (codes[1] ?? 0) - (codes[0] ?? 0)
  return Math.abs(step) === 1 && codes.every((code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step)
}
