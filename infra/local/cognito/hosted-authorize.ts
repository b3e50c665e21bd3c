import type { Request, Response } from '../serve.ts'
import { providerNames } from './federation.ts'
import { answerPage, page } from './hosted-page.ts'
import { clientOf, type Pool } from './pool.ts'

/** What an app asks of the hosted page, and every page hands on in its query. "Authorize endpoint". */
export type Authorize = {
  clientId: string
  redirectUri: string
  scopes: string[]
  codeChallenge: string
  state?: string
  nonce?: string
  loginHint?: string
  /** Whom the app wants people to sign in with. */
  identityProvider?: string
  /** Who else signs people in. */
  providers: string[]
  /** All parameters as they came. */
  query: string
}

export const queryOf = ({ query }: Authorize) => query

export type Checked = { authorize: Authorize } | { refused: Response }

/**
 * Nobody is ever sent to an address that the client has not registered: then the refusal stays on a page of ours.
 * Everything else goes back to the app. RFC 6749, 4.1.2.1.
 */
export function checkAuthorize(pool: Pool, { url: { searchParams: given } }: Request): Checked {
  const redirectUri = given.get('redirect_uri') ?? ''
  const clientId = given.get('client_id') ?? ''
  const client = clientOf(pool, clientId)
  if (!client) return { refused: badRequest('The app that sent you here is not known.') }
  if (!client.callbackUrls.includes(redirectUri))
    return { refused: badRequest('The address to return to is not one of the app.') }
  const state = given.get('state') ?? undefined
  const scopes = given.get('scope')?.split(' ').filter(Boolean) ?? [...client.scopes]
  const error = faultIn(given, scopes, client.scopes)
  if (error) return { refused: redirect(redirectUri, { ...error, ...(state !== undefined && { state }) }) }
  const authorize = {
    clientId,
    redirectUri,
    scopes,
    codeChallenge: given.get('code_challenge') ?? '',
    state,
    nonce: given.get('nonce') ?? undefined,
    loginHint: given.get('login_hint') ?? undefined,
    identityProvider: given.get('identity_provider') ?? undefined,
    providers: providerNames(pool),
    query: given.toString(),
  }
  return { authorize }
}

type Fault = { error: string; error_description?: string }

function faultIn(given: URLSearchParams, scopes: string[], offered: readonly string[]): Fault | undefined {
  // "Authorize endpoint": the implicit grant exists, and this client may not have it.
  if (given.get('response_type') === 'token') return { error: 'unauthorized_client' }
  if (given.get('response_type') !== 'code') return { error: 'invalid_request', error_description: 'response_type must be code' }
  if (given.get('code_challenge_method') !== 'S256')
    return { error: 'invalid_request', error_description: 'code_challenge_method must be S256' }
  if (!/^[\w-]{43}$/u.test(given.get('code_challenge') ?? '')) {
    return { error: 'invalid_request', error_description: 'code_challenge is required' }
  }
  if (!scopes.every(scope => offered.includes(scope))) return { error: 'invalid_scope' }
  // The login cookie is never re-used, so nobody can be signed in without a page.
  if (given.get('prompt') === 'none') return { error: 'login_required' }
  return undefined
}

export function redirect(to: string, parameters: Record<string, string>, cookies: string[] = []): Response {
  const url = new URL(to)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  const headers = { location: url.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
  return { status: 302, headers: { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) } }
}

export const badRequest = (reason: string, status = 400) =>
  answerPage('This page can’t be shown', page`<p role="alert">${reason}</p><p>Go back to the app and try again.</p>`, { status })
