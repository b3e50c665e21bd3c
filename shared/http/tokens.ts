import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** Who signed in, as a verified access token says. */
export type SignedIn = {
  userId: string
  /** Seconds since the epoch: when the person signed in, which a refresh does not change. */
  authTime: number
}

/** Our own 401 has API Gateway's shape, so that a client knows only one. */
export class Unauthorized extends Error {}

/** The scope that our token trigger puts into every access token it lets pass. */
export const API_SCOPE = 'roster/api'

type Claims = Record<string, unknown>

/** API Gateway's authorizer has verified signature, issuer, client and expiry; an ID token would pass it, and must not pass here. */
export function signedInBy(claims: Claims): SignedIn {
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : []
  if (claims.token_use !== 'access' || !scopes.includes(API_SCOPE) || typeof claims.username !== 'string')
    throw new Unauthorized()
  return { userId: claims.username, authTime: Number(claims.auth_time) }
}

export function claimsOf(event: APIGatewayProxyEventV2): Claims {
  const context = event.requestContext as { authorizer?: { jwt?: { claims?: Claims } } } // typed only for events with an authorizer
  return context.authorizer?.jwt?.claims ?? {}
}
