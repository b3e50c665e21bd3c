import { forgetFailures, isLocked, recordFailure } from './attempts.ts'
import { type ChallengeName, closeChallenge, openChallenge, readChallenge } from './challenges.ts'
import { askForOverrides, type Overrides, type TokenSource } from './claims.ts'
import { CognitoError, notAuthorized, wrongCredentials } from './errors.ts'
import { checkPassword, hashPassword, passwordMatches } from './passwords.ts'
import type { Pool } from './pool.ts'
import { readRefreshable, rotate } from './refresh.ts'
import { type Device, openTokenSession, type SessionStart } from './sessions.ts'
import { type SignedTokens, signTokens } from './tokens.ts'
import { matchingStep } from './totp.ts'
import { callPostAuthentication, callPostConfirmation, type Metadata } from './triggers.ts'
import { changeUser, findUser, readUser, type User } from './users.ts'

/** All credentials were good; nothing but the triggers can still refuse. */
export type Proven = {
  user: User
  amr: string[]
  newPassword: boolean
  /** A federated profile that was not there before. */
  first?: boolean
}
/** What the person must answer next. */
export type Pending = { challenge: ChallengeName; session: string; user: User }
export type Step = Proven | Pending

export const isPending = (step: Step): step is Pending => 'challenge' in step

/** The first step of the API's USER_PASSWORD_AUTH and of the hosted page alike. */
export async function startSignIn(pool: Pool, name: string, password: string): Promise<Step> {
  const user = await provePassword(pool, name, password)
  if (!user.enabled) throw notAuthorized('User is disabled.')
  if (user.status === 'RESET_REQUIRED') {
    throw new CognitoError('PasswordResetRequiredException', 'Password reset required for the user')
  }
  if (user.status !== 'FORCE_CHANGE_PASSWORD') return afterPassword(pool, user, false)
  if ((user.temporaryUntil ?? 0) <= pool.clock.now()) {
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.')
  }
  return { challenge: 'NEW_PASSWORD_REQUIRED', session: openChallenge(pool, 'NEW_PASSWORD_REQUIRED', user), user }
}

/** What else is wrong with the user is told only to who knows the password, so that nobody can ask whether a user exists. */
async function provePassword(pool: Pool, name: string, password: string): Promise<User> {
  const known = findUser(pool, name)
  const counted = known?.username ?? name
  if (isLocked(pool, 'password', counted)) throw notAuthorized('Password attempts exceeded')
  const matches = await passwordMatches(password, known?.passwordHash)
  const user = findUser(pool, name)
  if (!matches || !user || user.sub !== known?.sub) {
    recordFailure(pool, 'password', counted)
    throw wrongCredentials()
  }
  forgetFailures(pool, 'password', counted)
  return user
}

/** In a pool with optional MFA those are asked who switched it on. "Adding MFA to a user pool". */
function afterPassword(pool: Pool, user: User, newPassword: boolean): Step {
  if (!user.softwareToken?.enabled) return { user, amr: ['pwd'], newPassword }
  return { challenge: 'SOFTWARE_TOKEN_MFA', session: openChallenge(pool, 'SOFTWARE_TOKEN_MFA', user, newPassword), user }
}

/** Looks at the challenge again after hashing: of many answers at once, and after an administrator's reset, one or none counts. */
export async function answerNewPassword(pool: Pool, session: string, password: string): Promise<Step> {
  readChallenge(pool, session, 'NEW_PASSWORD_REQUIRED')
  checkPassword(password)
  const passwordHash = await hashPassword(password)
  const { username } = readChallenge(pool, session, 'NEW_PASSWORD_REQUIRED').user
  closeChallenge(pool, session)
  return afterPassword(pool, changeUser(pool, username, { passwordHash, status: 'CONFIRMED', temporaryUntil: undefined }), true)
}

export function answerSoftwareToken(pool: Pool, session: string, code: string): Proven {
  const { user, newPassword } = readChallenge(pool, session, 'SOFTWARE_TOKEN_MFA')
  // "Lockout behavior for failed sign-in attempts" counts codes as it counts passwords.
  if (isLocked(pool, 'code', user.username)) throw notAuthorized('Password attempts exceeded')
  const token = user.softwareToken
  if (!token?.enabled) throw new CognitoError('SoftwareTokenMFANotFoundException', 'User has not set up software token mfa')
  const step = matchingStep(token.secret, code, pool.clock.now())
  if (step === undefined) {
    recordFailure(pool, 'code', user.username)
    throw new CognitoError('CodeMismatchException', 'Invalid code received for user')
  }
  if (step <= token.lastStep) throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.')
  closeChallenge(pool, session)
  forgetFailures(pool, 'code', user.username)
  const used = changeUser(pool, user.username, { softwareToken: { ...token, lastStep: step } })
  return { user: used, amr: ['pwd', 'otp', 'mfa'], newPassword }
}

type Admission = { source: TokenSource; scopes: string[]; clientMetadata?: Metadata; first?: boolean }

/** The triggers' say between credentials and tokens. A new federated profile is confirmed instead of called authenticated. */
export async function admit(pool: Pool, user: User, admission: Admission): Promise<Overrides> {
  await (admission.first
    ? callPostConfirmation(pool, user, 'ConfirmSignUp')
    : callPostAuthentication(pool, user, admission.clientMetadata))
  return askForOverrides(pool, user, admission)
}

export type IssuedTokens = SignedTokens & { refreshToken: string }

/** Reads the user afresh: who was disabled or deleted while a trigger ran gets nothing. */
export async function issueTokens(
  pool: Pool,
  { username, sub }: User,
  start: SessionStart,
  overrides: Overrides,
  nonce?: string,
): Promise<IssuedTokens> {
  const user = readEnabled(pool, username, sub)
  const { session, refreshToken } = openTokenSession(pool, user, start)
  return { ...(await signTokens(pool, user, session, overrides, nonce)), refreshToken }
}

/** "Refresh tokens": GetTokensFromRefreshToken and the token endpoint's refresh_token grant. */
export async function refreshTokens(
  pool: Pool,
  refreshToken: string,
  device: Device,
  clientMetadata?: Metadata,
): Promise<IssuedTokens> {
  const { username, scopes } = readRefreshable(pool, refreshToken)
  const { sub } = readEnabled(pool, username)
  const overrides = await askForOverrides(pool, readUser(pool, username), { source: 'RefreshTokens', scopes, clientMetadata })
  const user = readEnabled(pool, username, sub)
  const next = rotate(pool, refreshToken, device)
  return { ...(await signTokens(pool, user, next.session, overrides)), refreshToken: next.refreshToken }
}

function readEnabled(pool: Pool, username: string, sub?: string): User {
  const user = findUser(pool, username)
  if (!user || (sub !== undefined && user.sub !== sub)) throw notAuthorized('User does not exist.')
  if (!user.enabled) throw notAuthorized('User is disabled.')
  return user
}
