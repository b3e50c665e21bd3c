import { hangUp, json, type Request, type Response, serve } from '../serve.ts'
import { answerApi } from './api.ts'
import { federatedSignIn } from './federation.ts'
import { answerPages } from './hosted.ts'
import { answerOauth } from './hosted-token.ts'
import { type CognitoOptions, openPool, type Pool } from './pool.ts'

export type { CognitoOptions, TriggerName } from './pool.ts'

export type Cognito = {
  url: string
  issuer: string
  userPoolId: string
  clientId: string
  accountClientId: string
  port: number
  close(): Promise<void>
  /** The tokens that a user of the pool's identity provider gets. */
  federatedSignIn(input: {
    email: string
    groups: string[]
    provider?: string
  }): Promise<{ accessToken: string; idToken: string; refreshToken: string }>
}

/** One Cognito user pool with its app clients: the IdP API, the hosted login pages and the OAuth endpoints on one port. */
export async function startCognito({ port, ...options }: CognitoOptions): Promise<Cognito> {
  let url = ''
  const pool = await openPool(options, () => url)
  const served = await serve(port, request => answer(pool, request))
  url = served.url
  return {
    url,
    issuer: pool.issuer(),
    userPoolId: pool.id,
    clientId: pool.clientId,
    accountClientId: pool.accountClientId,
    port: served.port,
    close: () => served.close(),
    federatedSignIn: async input => {
      const { accessToken, idToken, refreshToken } = await federatedSignIn(pool, input)
      return { accessToken, idToken, refreshToken }
    },
  }
}

async function answer(pool: Pool, request: Request): Promise<Response> {
  const forPrograms = await answerPrograms(pool, request)
  if (forPrograms === hangUp) return hangUp
  return forPrograms ? withCors(forPrograms) : answerPages(pool, request)
}

function answerPrograms(pool: Pool, request: Request): Promise<Response> | Response | undefined {
  const { pathname } = request.url
  if (request.method === 'OPTIONS') return { status: 204 }
  if (pathname === '/' && request.method === 'POST') return answerApi(pool, request)
  if (pathname === `/${pool.id}/.well-known/jwks.json`) return json(200, pool.keys.jwks)
  if (pathname === `/${pool.id}/.well-known/openid-configuration`) return json(200, discovery(pool))
  return answerOauth(pool, request)
}

/** Any origin may call: a token authorizes, never a cookie. */
const withCors = (response: Response): Response => ({
  ...response,
  headers: {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': '*, authorization',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-expose-headers': 'x-amzn-errortype',
    ...response.headers,
  },
})

/** "Token issuer endpoints". */
const discovery = (pool: Pool) => ({
  issuer: pool.issuer(),
  jwks_uri: `${pool.issuer()}/.well-known/jwks.json`,
  authorization_endpoint: `${pool.url()}/oauth2/authorize`,
  token_endpoint: `${pool.url()}/oauth2/token`,
  revocation_endpoint: `${pool.url()}/oauth2/revoke`,
  userinfo_endpoint: `${pool.url()}/oauth2/userInfo`,
  end_session_endpoint: `${pool.url()}/logout`,
  response_types_supported: ['code'],
  scopes_supported: ['openid', 'email', 'profile'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['none'],
})
