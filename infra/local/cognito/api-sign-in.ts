import * as z from 'zod/mini'
import { readChallenge } from './challenges.ts'
import { CognitoError, invalidParameter, notAuthorized } from './errors.ts'
import { field, operation } from './operation.ts'
import { ownAccountScope, type Pool, settings } from './pool.ts'
import { revokeRefreshToken } from './refresh.ts'
import type { Device } from './sessions.ts'
import {
  admit,
  answerNewPassword,
  answerSoftwareToken,
  type IssuedTokens,
  isPending,
  issueTokens,
  refreshTokens,
  type Step,
  startSignIn,
} from './sign-in.ts'
import type { Metadata } from './triggers.ts'
import { findUser } from './users.ts'

const parameters = z.optional(z.record(z.string(), z.string()))

/** "API_InitiateAuth". With rotation on, REFRESH_TOKEN_AUTH is refused in favour of GetTokensFromRefreshToken: "Refresh tokens". */
const initiateAuth = operation(
  z.object({ ClientId: field.clientId, AuthFlow: field.text, AuthParameters: parameters, ClientMetadata: field.metadata }),
  async (pool, { AuthFlow, AuthParameters = {} }, device) => {
    if (AuthFlow !== 'USER_PASSWORD_AUTH') throw invalidParameter(`${AuthFlow} flow not enabled for this client`)
    const { USERNAME, PASSWORD } = AuthParameters
    if (!USERNAME) throw invalidParameter('Missing required parameter USERNAME')
    if (!PASSWORD) throw invalidParameter('Missing required parameter PASSWORD')
    // The call's ClientMetadata goes to triggers that this pool has not: "API_InitiateAuth".
    return answer(pool, await startSignIn(pool, USERNAME, PASSWORD), device)
  },
)

const challengeInput = z.object({
  ClientId: field.clientId,
  ChallengeName: field.text,
  Session: z.optional(field.text),
  ChallengeResponses: parameters,
  ClientMetadata: field.metadata,
})

const respondToAuthChallenge = operation(challengeInput, async (pool, input, device) => {
  const { ChallengeName, Session, ChallengeResponses: responses = {} } = input
  if (!Session) throw invalidParameter('Missing required parameter Session')
  if (ChallengeName !== 'NEW_PASSWORD_REQUIRED' && ChallengeName !== 'SOFTWARE_TOKEN_MFA') {
    throw invalidParameter(`Unsupported challenge ${ChallengeName}`)
  }
  const { user } = readChallenge(pool, Session, ChallengeName)
  if (findUser(pool, required(responses, 'USERNAME'))?.sub !== user.sub) throw notAuthorized('Invalid session for the user.')
  if (Object.keys(responses).some(name => name.startsWith('userAttributes.'))) {
    throw notAuthorized('A client attempted to write unauthorized attribute')
  }
  const step =
    ChallengeName === 'SOFTWARE_TOKEN_MFA'
      ? answerSoftwareToken(pool, Session, required(responses, 'SOFTWARE_TOKEN_MFA_CODE'))
      : await answerNewPassword(pool, Session, required(responses, 'NEW_PASSWORD'))
  return answer(pool, step, device, input.ClientMetadata)
})

function required(responses: Record<string, string>, name: string): string {
  const value = responses[name]
  if (!value) throw invalidParameter(`Missing required parameter ${name}`)
  return value
}

async function answer(pool: Pool, step: Step, device: Device, clientMetadata?: Metadata): Promise<object> {
  if (isPending(step)) {
    const { challenge, session, user } = step
    const details = { requiredAttributes: '[]', userAttributes: JSON.stringify(user.attributes) }
    const ChallengeParameters = { USER_ID_FOR_SRP: user.username, ...(challenge === 'NEW_PASSWORD_REQUIRED' && details) }
    return { ChallengeName: challenge, Session: session, ChallengeParameters }
  }
  const { user, amr, newPassword } = step
  const scopes = [ownAccountScope]
  const source = newPassword ? 'NewPasswordChallenge' : 'Authentication'
  const overrides = await admit(pool, user, { source, scopes, clientMetadata })
  const start = { clientId: pool.clientId, scopes, amr, device, authTime: Math.floor(pool.clock.now() / 1000) }
  return { ChallengeParameters: {}, ...result(await issueTokens(pool, user, start, overrides)) }
}

const result = ({ accessToken, idToken, refreshToken }: IssuedTokens) => ({
  AuthenticationResult: {
    AccessToken: accessToken,
    IdToken: idToken,
    RefreshToken: refreshToken,
    ExpiresIn: settings.accessTokenSeconds,
    TokenType: 'Bearer',
  },
})

const getTokensFromRefreshToken = operation(
  z.object({ ClientId: field.clientId, RefreshToken: field.text, ClientMetadata: field.metadata }),
  async (pool, input, device) => result(await refreshTokens(pool, input.RefreshToken, device, input.ClientMetadata)),
)

/** "API_RevokeToken": of a token unknown or revoked before it says nothing. */
const revokeToken = operation(z.object({ ClientId: field.clientId, Token: field.text }), (pool, { Token }) => {
  if (Token.split('.').length === 3) throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type')
  revokeRefreshToken(pool, Token)
  return {}
})

/** What leads to tokens, and what ends them. */
export const signInOperations = {
  InitiateAuth: initiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
}
