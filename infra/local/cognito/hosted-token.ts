import { createHash } from 'node:crypto'
import { json, type Request, type Response } from '../serve.ts'
import type { Overrides } from './claims.ts'
import { deviceOf } from './device.ts'
import { CognitoError } from './errors.ts'
import { clientOf, type Pool, settings } from './pool.ts'
import { readRefreshable, revokeRefreshToken } from './refresh.ts'
import type { SessionStart } from './sessions.ts'
import { type IssuedTokens, issueTokens, refreshTokens } from './sign-in.ts'
import { takeTicket } from './tickets.ts'
import { readAccessToken } from './tokens.ts'

/** What a code stands for, with everything it is bound to. */
export type AuthorizationCode = {
  username: string
  sub: string
  redirectUri: string
  codeChallenge: string
  start: SessionStart
  overrides: Overrides
  nonce?: string
}

/** The OAuth endpoints that apps call directly; undefined for every other path. */
export function answerOauth(pool: Pool, request: Request): Response | Promise<Response> | undefined {
  const { pathname } = request.url
  if (pathname === '/oauth2/userInfo') return answerUserInfo(pool, request)
  if (request.method !== 'POST') return undefined
  if (pathname === '/oauth2/token') return postToken(pool, request)
  return pathname === '/oauth2/revoke' ? postRevoke(pool, request) : undefined
}

/** "Token endpoint". */
async function postToken(pool: Pool, request: Request): Promise<Response> {
  const fields = new URLSearchParams(request.body.toString())
  if (!clientOf(pool, fields.get('client_id'))) return oauthError('invalid_client')
  const grant = fields.get('grant_type')
  try {
    if (grant === 'authorization_code') return await exchangeCode(pool, fields)
    if (grant === 'refresh_token') return await refresh(pool, request, fields)
    return oauthError(grant ? 'unsupported_grant_type' : 'invalid_request')
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error
    return oauthError('invalid_grant', error.message)
  }
}

/** A code is used up by the first try, whatever comes of it. */
async function exchangeCode(pool: Pool, fields: URLSearchParams): Promise<Response> {
  const [code, verifier] = [fields.get('code'), fields.get('code_verifier')]
  if (!code || !verifier) return oauthError('invalid_request')
  const content = takeTicket(pool.authorizationCodes, pool.clock, code)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  if (
    !content ||
    content.start.clientId !== fields.get('client_id') ||
    content.redirectUri !== fields.get('redirect_uri') ||
    content.codeChallenge !== challenge
  )
    return oauthError('invalid_grant')
  const user = pool.users.get(content.username.toLowerCase())
  if (!user || user.sub !== content.sub) return oauthError('invalid_grant')
  return answerTokens(await issueTokens(pool, user, content.start, content.overrides, content.nonce))
}

async function refresh(pool: Pool, request: Request, fields: URLSearchParams): Promise<Response> {
  const token = fields.get('refresh_token')
  if (!token) return oauthError('invalid_request')
  if (readRefreshable(pool, token).clientId !== fields.get('client_id')) return oauthError('invalid_grant')
  return answerTokens(await refreshTokens(pool, token, deviceOf(request)))
}

/** An ID token is for who asked for `openid`. API sessions, refreshed here, always have one. */
const answerTokens = ({ accessToken, idToken, refreshToken, scopes }: IssuedTokens): Response =>
  json(
    200,
    {
      ...((scopes.includes('openid') || scopes.includes('aws.cognito.signin.user.admin')) && { id_token: idToken }),
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: settings.accessTokenSeconds,
      token_type: 'Bearer',
    },
    { 'cache-control': 'no-store' },
  )

const oauthError = (error: string, description?: string, status = 400) =>
  json(status, { error, ...(description !== undefined && { error_description: description }) }, { 'cache-control': 'no-store' })

/** "Revoke endpoint". */
function postRevoke(pool: Pool, request: Request): Response {
  const fields = new URLSearchParams(request.body.toString())
  const token = fields.get('token')
  if (!clientOf(pool, fields.get('client_id'))) return oauthError('invalid_client')
  if (!token) return oauthError('invalid_request')
  if (token.split('.').length === 3) return oauthError('unsupported_token_type')
  revokeRefreshToken(pool, token)
  return { status: 200 }
}

/** "userInfo endpoint": asks for `openid`, and gives `email_verified` as a string. */
async function answerUserInfo(pool: Pool, request: Request): Promise<Response> {
  const token = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? ''
  try {
    const { user } = await readAccessToken(pool, token, 'openid')
    return json(200, { sub: user.sub, ...user.attributes, username: user.username })
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error
    const challenge = `error="invalid_token", error_description="${error.message}"`
    return {
      ...oauthError('invalid_token', error.message, 401),
      headers: { 'content-type': 'application/json', 'www-authenticate': challenge },
    }
  }
}
