import type { APIGatewayEventRequestContextJWTAuthorizer } from 'aws-lambda'
import { createLocalJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import * as z from 'zod/mini'
import type { Clock } from './clock.ts'

export type Verdict = { authorizer: APIGatewayEventRequestContextJWTAuthorizer } | { challenge: string }

type Settings = { issuer: string; audience: string; clock: Clock }

/** "API Gateway can cache the public key for two hours." */
const keysLastMs = 2 * 60 * 60 * 1000
/** A key that is not among the cached ones may be new; asking for it has to be rare, or forged tokens would call the issuer. */
const keysRestMs = 60 * 1000
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const issuerTimeoutMs = 1500
const maxKeySetBytes = 150_000

const discovery = z.object({ jwks_uri: z.url() })
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })

/**
 * The JWT authorizer of an HTTP API; its token is the Authorization header, with or without `Bearer`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function openAuthorizer({ issuer, audience, clock }: Settings): (authorization: string | undefined) => Promise<Verdict> {
  const key = openKeys(issuer, clock)
  return async authorization => {
    const token = authorization?.replace(/^Bearer\s+/i, '').trim()
    if (!token) return { challenge: 'Bearer' }
    try {
      const now = clock.now()
      const options = { issuer, algorithms: ['RS256'], requiredClaims: ['exp'], currentDate: new Date(now) }
      const { payload } = await jwtVerify(token, key, options)
      if (payload.iat !== undefined && payload.iat * 1000 > now) return refused('the token was issued in the future')
      if (!speaksTo(payload, audience)) return refused('the token does not have a valid audience')
      return { authorizer: { jwt: { claims: renderClaims(payload), scopes: null } } }
    } catch (error) {
      return refused(reason(error))
    }
  }
}

/** The form and the audience's words are documented (http-api-troubleshooting-jwt.html); the other words are not. */
const refused = (why: string): Verdict => ({ challenge: `Bearer scope="" error="invalid_token" error_description="${why}"` })

function reason(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  return error instanceof errors.JOSEError ? 'the token is not valid' : 'OIDC discovery endpoint communication error'
}

/** "API Gateway validates client_id only if aud is not present." */
const speaksTo = ({ aud, client_id }: JWTPayload, audience: string) =>
  aud === undefined ? client_id === audience : [aud].flat().includes(audience)

/**
 * Every claim as a string: lists in brackets with spaces, null left out; `scopes` stays null because no route names
 * scopes (all measured: floci-io/floci#2011).
 */
const renderClaims = (payload: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(payload)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, renderClaim(value)]),
  )

function renderClaim(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? `[${value.map(renderClaim).join(' ')}]` : JSON.stringify(value)
}

function openKeys(issuer: string, clock: Clock): JWTVerifyGetKey {
  let cached: { at: number; keys: Promise<ReturnType<typeof createLocalJWKSet>> } | null = null
  const load = (olderThanMs: number) => {
    const age = cached ? clock.now() - cached.at : Number.POSITIVE_INFINITY
    if (!cached || age > olderThanMs) {
      const keys = fetchKeys(issuer)
      const entry = { at: clock.now(), keys }
      cached = entry
      keys.catch(() => {
        if (cached === entry) cached = null
      })
    }
    return cached.keys
  }
  return async (header, token) => {
    if (!header.kid) throw new errors.JWKSNoMatchingKey()
    try {
      return await (await load(keysLastMs))(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      return (await load(keysRestMs))(header, token)
    }
  }
}

async function fetchKeys(issuer: string) {
  const { jwks_uri } = discovery.parse(await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`))
  return createLocalJWKSet(keySet.parse(await fetchJson(jwks_uri)))
}

/** Tried twice: a pause of this one process, which is both sides of the call, would otherwise be a 401. */
async function fetchJson(url: string, attempts = 2): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(issuerTimeoutMs) })
    const text = await response.text()
    if (!response.ok || text.length > maxKeySetBytes)
      throw new Error(`${url} answered ${response.status} with ${text.length} characters`)
    return JSON.parse(text)
  } catch (error) {
    if (attempts > 1) return fetchJson(url, attempts - 1)
    throw error
  }
}
