import type { Settings } from './settings.ts'

/** What the browser keeps while it is at the hosted login, for this one sign-in. */
type Kept = { verifier: string; carried: string; clientId: string }

/** `ownAccount`: for setting up a factor, by the client whose tokens can do that and nothing else. */
type Begin = { page: '/' | '/accept'; carried?: string; email?: string; asSomebodyElse?: boolean; ownAccount?: boolean }

export type Back = { carried: string } & (
  | { accessToken: string; ownAccount: boolean }
  | { failed: 'signInFailed' | 'signInCancelled' | 'signInLost' }
)

/**
 * All that these pages keep, and only until the browser is back. The access token stays in memory, but for the way to a sign-in for the own
 * account and back: then it is what is carried.
 */
const keyOf = (state: string) => `roster-sign-in:${state}`

/** Goes to the hosted login: authorization code with PKCE (RFC 7636), for a client without a secret. */
export async function beginSignIn(
  { loginUrl, clientId: ordinary, accountClientId }: Settings,
  { page, carried = '', email, asSomebodyElse, ownAccount }: Begin,
): Promise<void> {
  const clientId = ownAccount ? accountClientId : ordinary
  const [state, verifier] = [randomText(), randomText()]
  const kept: Kept = { verifier, carried, clientId }
  sessionStorage.setItem(keyOf(state), JSON.stringify(kept))
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: location.origin + page,
    state,
    code_challenge: toBase64Url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
    ...(email && { login_hint: email }),
    ...(asSomebodyElse && { prompt: 'login' }),
    ...(ownAccount && { scope: 'openid aws.cognito.signin.user.admin' }),
  })
  location.assign(`${loginUrl}/oauth2/authorize?${query}`)
}

/** Null when the browser does not come from the hosted login. The address bar and the storage keep nothing of it. */
export async function finishSignIn(settings: Settings): Promise<Back | null> {
  const given = new URLSearchParams(location.search)
  const state = given.get('state')
  if (state === null || !(given.has('code') || given.has('error'))) return null
  history.replaceState(null, '', location.pathname)
  const text = sessionStorage.getItem(keyOf(state))
  sessionStorage.removeItem(keyOf(state))
  if (text === null) return { carried: '', failed: 'signInLost' }
  const { verifier, carried, clientId }: Kept = JSON.parse(text)
  const code = given.get('code')
  // RFC 9207, should the login ever send it.
  if (given.has('iss') && given.get('iss') !== settings.issuer) return { carried, failed: 'signInFailed' }
  if (code === null) return { carried, failed: given.get('error') === 'access_denied' ? 'signInCancelled' : 'signInFailed' }
  const accessToken = await exchange({ ...settings, clientId }, code, verifier)
  const ownAccount = clientId === settings.accountClientId
  return accessToken === null ? { carried, failed: 'signInFailed' } : { carried, accessToken, ownAccount }
}

async function exchange({ loginUrl, clientId }: Settings, code: string, verifier: string): Promise<string | null> {
  const redirect_uri = location.origin + location.pathname
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri,
    code_verifier: verifier,
  })
  try {
    const response = await fetch(`${loginUrl}/oauth2/token`, { method: 'POST', body, signal: AbortSignal.timeout(35_000) })
    const { access_token }: { access_token?: string } = response.ok ? await response.json() : {}
    return access_token ?? null
  } catch {
    return null
  }
}

/** Ends the session at the hosted login, too, and comes back to the home page. */
export function signOut({ loginUrl, clientId }: Settings) {
  location.assign(`${loginUrl}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: `${location.origin}/` })}`)
}

const randomText = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)))

const toBase64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
