import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { hasSecondFactor } from '../domain/factors.ts'
import type { TokenSession } from '../domain/sessions.ts'

/** Who signed in, by which session, and whether with more than a password, as a verified access token says. */
export type Claimed = TokenSession & { userId: string; secondFactor: boolean }

/** `accessToken`: for Cognito alone, which can tell more of it. */
export type SignedIn = Claimed & { accessToken: string }

/** Our own 401 has API Gateway's shape, so that a client knows only one. */
export class Unauthorized extends Error {}

/** The scope that our token trigger puts into every access token it lets pass. */
export const API_SCOPE = 'roster/api'

type Claims = Record<string, unknown>

/** API Gateway's authorizer has verified signature, issuer, client and expiry; an ID token would pass it, and must not pass here. */
export function signedInBy(claims: Claims): Claimed {
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : []
  if (claims.token_use !== 'access' || !scopes.includes(API_SCOPE) || typeof claims.username !== 'string')
    throw new Unauthorized()
  const { username: userId, client_id: clientId, origin_jti: originJti } = claims
  const session = { authTime: Number(claims.auth_time), clientId: String(clientId), originJti: String(originJti) }
  return { userId, ...session, secondFactor: hasSecondFactor(claims.amr) }
}

/** The header is the token, with or without `Bearer`. */
export const accessTokenOf = ({ headers }: APIGatewayProxyEventV2): string =>
  (headers.authorization ?? '').replace(/^Bearer\s+/i, '').trim()

export function claimsOf(event: APIGatewayProxyEventV2): Claims {
  const context = event.requestContext as { authorizer?: { jwt?: { claims?: Claims } } } // typed only for events with an authorizer
  return context.authorizer?.jwt?.claims ?? {}
}
