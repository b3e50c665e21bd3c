import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { CognitoError, invalidParameter } from './errors.ts'
import { randomText, settings } from './pool.ts'

const derive = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt)

/** Far below what a real service should take: the races create thousands of users on a laptop. */
const cost = 2 ** 11

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `${salt.toString('base64url')}.${(await derive(password, salt, 32, { N: cost })).toString('base64url')}`
}

const nobody = `${randomBytes(16).toString('base64url')}.${randomBytes(32).toString('base64url')}`

/** Takes as long for a user without a password, and for no user at all, as for a wrong password. */
export async function passwordMatches(password: string, hash: string = nobody): Promise<boolean> {
  const [salt = '', expected = ''] = hash.split('.')
  const derived = await derive(password, Buffer.from(salt, 'base64url'), 32, { N: cost })
  return timingSafeEqual(derived, Buffer.from(expected, 'base64url'))
}

/** The length is the pool's policy; what the API's own pattern refuses is an invalid parameter. "API_AdminSetUserPassword". */
export function checkPassword(password: string) {
  if (password.length > settings.passwordMaximum) {
    throw invalidParameter(
      `Value at 'password' failed to satisfy constraint: Member must have length less than or equal to ${settings.passwordMaximum}`,
    )
  }
  if (!/^\S(.*\S)?$/su.test(password)) {
    throw invalidParameter(
      String.raw`Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$`,
    )
  }
  if (password.length < settings.passwordMinimum) {
    throw new CognitoError('InvalidPasswordException', 'Password did not conform with policy: Password not long enough')
  }
}

export const generatePassword = () => randomText(20, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789')
