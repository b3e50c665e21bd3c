import { totpCode } from '../../infra/local/cognito/totp.ts'
import { advance, type Target } from './api.ts'
import { cognito, type Member, PASSWORD } from './people.ts'

export type Factored = Member & { secret: string }

/** The code that an authenticator app shows; each is good once, so the clock moves on to the next one. */
export async function nextCode(stack: Target, secret: string): Promise<string> {
  const { now } = await advance(stack, 31)
  return totpCode(secret, Date.parse(now))
}

/** Signs in with password and code; gives an access token. */
export async function signInByCode(stack: Target, email: string, secret: string): Promise<string> {
  const ClientId = stack.outputs.UserPoolClientId
  const started = await cognito(stack, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId,
    AuthParameters: { USERNAME: email, PASSWORD },
  })
  if (started.ChallengeName !== 'SOFTWARE_TOKEN_MFA') throw new Error('No code was asked for.')
  const finished = await cognito(stack, 'RespondToAuthChallenge', {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    ClientId,
    Session: started.Session,
    ChallengeResponses: { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: await nextCode(stack, secret) },
  })
  return finished.AuthenticationResult.AccessToken
}

/** The same person, signed in with an authenticator app of their own. */
export async function withFactor(stack: Target, member: Member): Promise<Factored> {
  const { SecretCode: secret } = await cognito(stack, 'AssociateSoftwareToken', { AccessToken: member.token })
  const UserCode = await nextCode(stack, secret)
  await cognito(stack, 'VerifySoftwareToken', { AccessToken: member.token, UserCode })
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true }
  await cognito(stack, 'SetUserMFAPreference', { AccessToken: member.token, SoftwareTokenMfaSettings })
  return { ...member, secret, token: await signInByCode(stack, member.email, secret) }
}
