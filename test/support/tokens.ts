import { decodeJwt } from 'jose'
import type { Json, Target } from './api.ts'
import { cognito, PASSWORD } from './people.ts'

/** What a sign-in gives; `refresh` is good for the next ones. */
export type Session = { access: string; id: string; refresh: string }

const sessionOf = ({ AuthenticationResult }: Json): Session => ({
  access: AuthenticationResult.AccessToken,
  id: AuthenticationResult.IdToken,
  refresh: AuthenticationResult.RefreshToken,
})

export const openSession = async (stack: Target, email: string): Promise<Session> =>
  sessionOf(
    await cognito(stack, 'InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: stack.outputs.UserPoolClientId,
      AuthParameters: { USERNAME: email, PASSWORD },
    }),
  )

/** As a product does it every quarter of an hour. */
export const refreshed = async (stack: Target, { refresh }: Session): Promise<Session> =>
  sessionOf(
    await cognito(stack, 'GetTokensFromRefreshToken', { ClientId: stack.outputs.UserPoolClientId, RefreshToken: refresh }),
  )

/** What the token says about organizations, and nothing else. */
export const organizationIn = (token: string): Json =>
  Object.fromEntries(Object.entries(decodeJwt(token)).filter(([name]) => name.startsWith('org_')))
