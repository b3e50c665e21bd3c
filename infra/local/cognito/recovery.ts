import { randomInt, timingSafeEqual } from 'node:crypto'
import { forgetFailures } from './attempts.ts'
import { sendCode } from './code-mail.ts'
import { CognitoError, notAuthorized, tooManyAttempts } from './errors.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { type Pool, settings } from './pool.ts'
import { hashOf } from './tickets.ts'
import { callPostConfirmation, type Metadata } from './triggers.ts'
import { changeUser, findUser, keyOf, type User } from './users.ts'

/** A mailed code. `failures` guards its six digits. */
export type RecoveryCode = { sub: string; hash: string; expiresAt: number; failures: number; asked: number[] }

export type Delivery = { Destination: string; DeliveryMedium: 'EMAIL'; AttributeName: 'email' }

/** "Quotas in Amazon Cognito": 5 to 20 such requests an hour for one user. */
const askedAnHour = 20
const failuresAllowed = 5

/**
 * "Managing user existence error responses": who is unknown, disabled or without a verified email gets the same answer, and no mail.
 * That a temporary password can't be recovered is told, though; callers must not pass that on.
 */
export async function startRecovery(pool: Pool, name: string, clientMetadata?: Metadata): Promise<Delivery> {
  const user = findUser(pool, name)
  const key = keyOf(user?.username ?? name)
  const code = prepareCode(pool, key, user?.sub ?? '')
  if (!user?.enabled || user.attributes.email_verified !== 'true') return delivery(user?.attributes.email ?? name)
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    throw notAuthorized('User password cannot be reset in the current state.')
  }
  return mailCode(pool, user, code, clientMetadata)
}

/** "API_AdminResetUserPassword": the old password no longer signs in, and a code goes out. */
export async function forceRecovery(pool: Pool, user: User, clientMetadata?: Metadata) {
  if (user.status === 'FORCE_CHANGE_PASSWORD') throw notAuthorized('User password cannot be reset in the current state.')
  if (user.attributes.email_verified !== 'true') {
    throw new CognitoError(
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
  }
  const changed = changeUser(pool, user.username, { status: 'RESET_REQUIRED' })
  await mailCode(pool, changed, prepareCode(pool, keyOf(user.username), user.sub), clientMetadata, true)
}

function prepareCode(pool: Pool, key: string, sub: string): string {
  const now = pool.clock.now()
  const asked = (pool.recoveryCodes.get(key)?.asked ?? []).filter(at => at > now - 60 * 60 * 1000)
  if (asked.length >= askedAnHour) throw tooManyAttempts()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  pool.recoveryCodes.put(key, {
    sub,
    hash: hashOf(code),
    expiresAt: now + settings.recoveryCodeSeconds * 1000,
    failures: 0,
    asked: [...asked, now],
  })
  return code
}

async function mailCode(
  pool: Pool,
  user: User,
  code: string,
  clientMetadata?: Metadata,
  byAdministrator = false,
): Promise<Delivery> {
  await sendCode(pool, user, { source: 'ForgotPassword', code, clientMetadata, byAdministrator })
  return delivery(user.attributes.email ?? '')
}

/** "Managing user existence error responses": a code never asked for is expired; an unknown or disabled user's never matches. */
export async function finishRecovery(pool: Pool, name: string, code: string, password: string, clientMetadata?: Metadata) {
  const user = findUser(pool, name)
  checkPassword(password)
  if (!user?.enabled) throw mismatch()
  spendCode(pool, user, code)
  const passwordHash = await hashPassword(password)
  const confirmed = changeUser(pool, user.username, { passwordHash, status: 'CONFIRMED', temporaryUntil: undefined })
  forgetFailures(pool, 'password', user.username)
  await callPostConfirmation(pool, confirmed, 'ConfirmForgotPassword', clientMetadata)
}

function spendCode(pool: Pool, user: User, code: string) {
  const key = keyOf(user.username)
  const kept = pool.recoveryCodes.get(key)
  if (!kept || kept.sub !== user.sub || kept.expiresAt <= pool.clock.now()) {
    throw new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.')
  }
  if (kept.failures >= failuresAllowed) throw tooManyAttempts()
  if (!timingSafeEqual(Buffer.from(kept.hash), Buffer.from(hashOf(code)))) {
    pool.recoveryCodes.put(key, { ...kept, failures: kept.failures + 1 })
    throw mismatch()
  }
  pool.recoveryCodes.put(key, { ...kept, expiresAt: 0 })
}

const mismatch = () => new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.')

/** Masked as Cognito masks it: `j***@e***`. */
function delivery(email: string): Delivery {
  const [name = '', domain = ''] = email.split('@')
  return { Destination: `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`, DeliveryMedium: 'EMAIL', AttributeName: 'email' }
}
