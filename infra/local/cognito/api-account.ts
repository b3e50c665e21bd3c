import * as z from 'zod/mini'
import { mfaOf } from './api-users.ts'
import { forgetFailures, isLocked, recordFailure } from './attempts.ts'
import { toList } from './attributes.ts'
import { CognitoError, invalidParameter, tooManyAttempts, wrongCredentials } from './errors.ts'
import { field, operation } from './operation.ts'
import { checkPassword, hashPassword, passwordMatches } from './passwords.ts'
import type { Pool } from './pool.ts'
import { endTokenSessions } from './sessions.ts'
import { readAccessToken } from './tokens.ts'
import { matchingStep, newTotpSecret } from './totp.ts'
import { changeUser, readUser, type User } from './users.ts'

const owned = { AccessToken: field.text }

const getUser = operation(z.object(owned), async (pool, { AccessToken }) => {
  const { user } = await readAccessToken(pool, AccessToken)
  return { Username: user.username, UserAttributes: toList(user), ...mfaOf(user) }
})

const globalSignOut = operation(z.object(owned), async (pool, { AccessToken }) => {
  endTokenSessions(pool, (await readAccessToken(pool, AccessToken)).user)
  return {}
})

const changePassword = operation(
  z.object({ ...owned, PreviousPassword: field.text, ProposedPassword: field.text }),
  async (pool, { AccessToken, PreviousPassword, ProposedPassword }) => {
    const { user } = await readAccessToken(pool, AccessToken)
    if (isLocked(pool, 'previous password', user.username)) throw tooManyAttempts()
    if (!(await passwordMatches(PreviousPassword, user.passwordHash))) {
      recordFailure(pool, 'previous password', user.username)
      throw wrongCredentials()
    }
    forgetFailures(pool, 'previous password', user.username)
    checkPassword(ProposedPassword)
    changeUser(pool, user.username, { passwordHash: await hashPassword(ProposedPassword) })
    return {}
  },
)

/** A new secret waits beside the old token, which works until the new one is verified. "API_AssociateSoftwareToken". */
const associateSoftwareToken = operation(z.object(owned), async (pool, { AccessToken }) => {
  const { user } = await readAccessToken(pool, AccessToken)
  const secret = newTotpSecret()
  changeUser(pool, user.username, { pendingTotpSecret: secret })
  return { SecretCode: secret }
})

const verifySoftwareToken = operation(
  z.object({ ...owned, UserCode: z.string().check(z.regex(/^\d{6}$/u)), FriendlyDeviceName: z.optional(z.string()) }),
  async (pool, { AccessToken, UserCode }) => {
    const { user } = await readAccessToken(pool, AccessToken)
    const secret = user.pendingTotpSecret
    if (secret === undefined)
      throw new CognitoError('SoftwareTokenMFANotFoundException', 'User has not set up software token mfa')
    const step = matchingStep(secret, UserCode, pool.clock.now())
    if (step === undefined) throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch')
    const { enabled = false, preferred = false } = user.softwareToken ?? {}
    const softwareToken = { secret, enabled, preferred, lastStep: step }
    changeUser(pool, user.username, { softwareToken, pendingTotpSecret: undefined })
    return { Status: 'SUCCESS' }
  },
)

const preference = z.object({ Enabled: z.optional(z.boolean()), PreferredMfa: z.optional(z.boolean()) })

const setUserMfaPreference = operation(
  z.object({ ...owned, SoftwareTokenMfaSettings: z.optional(preference) }),
  async (pool, { AccessToken, SoftwareTokenMfaSettings }) =>
    prefer(pool, (await readAccessToken(pool, AccessToken)).user, SoftwareTokenMfaSettings),
)

/** "API_AdminSetUserMFAPreference". */
const adminSetUserMfaPreference = operation(
  z.object({ UserPoolId: field.userPoolId, Username: field.username, SoftwareTokenMfaSettings: z.optional(preference) }),
  (pool, { Username, SoftwareTokenMfaSettings }) => prefer(pool, readUser(pool, Username), SoftwareTokenMfaSettings),
)

function prefer(pool: Pool, user: User, wanted: z.infer<typeof preference> | undefined): object {
  if (!wanted) return {}
  const { Enabled: enabled = false, PreferredMfa: preferred = false } = wanted
  if (enabled && !user.softwareToken) throw invalidParameter('User has not verified software token mfa')
  if (preferred && !enabled) throw invalidParameter('A factor must be enabled to be preferred.')
  if (user.softwareToken) changeUser(pool, user.username, { softwareToken: { ...user.softwareToken, enabled, preferred } })
  return {}
}

/** What a person does with the own access token, which must carry `aws.cognito.signin.user.admin`; and what an administrator does of it. */
export const accountOperations = {
  GetUser: getUser,
  GlobalSignOut: globalSignOut,
  ChangePassword: changePassword,
  AssociateSoftwareToken: associateSoftwareToken,
  VerifySoftwareToken: verifySoftwareToken,
  SetUserMFAPreference: setUserMfaPreference,
  AdminSetUserMFAPreference: adminSetUserMfaPreference,
}
