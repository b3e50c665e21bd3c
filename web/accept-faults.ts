import type { Messages } from './messages/en.ts'

export type Fault = { path: string; message: string }
export type Typed = { firstName: string; lastName: string; password: string }

/** What the server would refuse anyway, said sooner and in the reader's language; the server says the rest, in English. */
export function faultsIn({ firstName, password }: Typed, email: string, { accept: text }: Messages): Fault[] {
  const weak = passwordFault(password, email, text)
  return [
    ...(firstName.trim() === '' ? [{ path: 'firstName', message: text.firstNameMissing }] : []),
    ...(weak === null ? [] : [{ path: 'password', message: weak }]),
  ]
}

export function passwordFault(password: string, email: string, text: Messages['accept']): string | null {
  const length = Array.from(password).length
  const [plain, address] = [password.toLowerCase(), email.toLowerCase()]
  if (length === 0) return text.passwordMissing
  if (length < 10) return text.passwordShort
  if (length > 256) return text.passwordLong
  if (/^\s|\s$/u.test(password)) return text.passwordSpaces
  if (plain === address || plain === address.slice(0, address.lastIndexOf('@'))) return text.passwordIsEmail
  return null
}

/** What the server found beyond that: of a password, that it is known. */
export const inOwnWords = (faults: Fault[], { accept: text }: Messages): Fault[] =>
  faults.map(({ path }) => ({ path, message: path === 'password' ? text.passwordRefused : text.nameRefused }))
