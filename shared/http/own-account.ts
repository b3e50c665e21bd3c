import * as z from 'zod/mini'
import { unavailable } from '../data/failures.ts'
import { type Account, hasSecondFactor } from '../domain/factors.ts'
import { reauthenticationRequired } from '../domain/reauthentication.ts'
import { Refusal } from '../domain/refusals.ts'
import { variable } from '../environment.ts'

/*
 * What Cognito does for whoever holds an access token with the scope `aws.cognito.signin.user.admin`. The token is all the right that is
 * needed, so there is no grant; and no SDK, whose client would weigh more than everything else here.
 */

const known = z.object({ Username: z.string(), UserMFASettingList: z.optional(z.array(z.string())) })
const associated = z.object({ SecretCode: z.string() })

/** Cognito has verified the token, and refuses one that has ended, was revoked or lacks the scope. */
export async function readAccount(accessToken: string): Promise<Account> {
  const { Username: userId, UserMFASettingList: factors = [] } = known.parse(await call('GetUser', accessToken))
  const [, payload = ''] = accessToken.split('.')
  const { auth_time, amr } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return {
    userId,
    totp: factors.includes('SOFTWARE_TOKEN_MFA'),
    authTime: Number(auth_time),
    secondFactor: hasSecondFactor(amr),
  }
}

/** A new secret; the present one stays until a code of this one is confirmed. */
export const startTotp = async (accessToken: string): Promise<string> =>
  associated.parse(await call('AssociateSoftwareToken', accessToken)).SecretCode

export const verifyTotp = (accessToken: string, code: string): Promise<unknown> =>
  call('VerifySoftwareToken', accessToken, { UserCode: code })

/** Each sign-in from now on. */
export const askForTotp = (accessToken: string): Promise<unknown> =>
  call('SetUserMFAPreference', accessToken, { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })

async function call(operation: string, AccessToken: string, input: object = {}): Promise<unknown> {
  const answer = await fetch(new URL('/', variable('ISSUER_URL')), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ AccessToken, ...input }),
    signal: AbortSignal.timeout(5000),
  }).catch(() => null)
  const body: unknown = await answer?.json().catch(() => null)
  if (answer?.ok) return body
  throw refusals[failed.safeParse(body).data?.__type.replace(/^.*#/, '') ?? '']?.() ?? unavailable('The sign-in service')
}

const failed = z.object({ __type: z.string() })

const wrongCode = () =>
  new Refusal('invalid_code', 'This is not the code that the app shows now. Wait for the next one, or begin anew.')

const refusals: Record<string, () => Refusal> = {
  NotAuthorizedException: reauthenticationRequired,
  // Of a token that is none, or whose user is gone.
  InvalidParameterException: reauthenticationRequired,
  UserNotFoundException: reauthenticationRequired,
  PasswordResetRequiredException: reauthenticationRequired,
  CodeMismatchException: wrongCode,
  EnableSoftwareTokenMFAException: wrongCode,
  SoftwareTokenMFANotFoundException: wrongCode,
}
