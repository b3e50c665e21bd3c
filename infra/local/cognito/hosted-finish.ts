import type { Request, Response } from '../serve.ts'
import { deviceOf } from './device.ts'
import { type Authorize, redirect } from './hosted-authorize.ts'
import { cookie, cookieOf } from './hosted-form.ts'
import { type Pool, settings } from './pool.ts'
import { openSsoSession } from './sessions.ts'
import { admit, type Proven } from './sign-in.ts'
import { issueTicket } from './tickets.ts'
import { keyOf, type User } from './users.ts'

export const loginCookie = 'cognito'

/** "Pre token generation trigger sources": HostedAuth is called during authentication at the sign-in page, so a refusal shows there. */
export async function finish(
  pool: Pool,
  request: Request,
  authorize: Authorize,
  { user, amr, first }: Proven,
): Promise<Response> {
  const { clientId, scopes, codeChallenge, redirectUri, nonce, state } = authorize
  const overrides = await admit(pool, user, { source: 'HostedAuth', scopes, first })
  const device = deviceOf(request)
  const ssoId = ssoSession(pool, request, user)
  const start = { clientId, scopes, amr, device, ssoId, authTime: Math.floor(pool.clock.now() / 1000) }
  const { username, sub } = user
  const content = { username, sub, redirectUri, codeChallenge, start, overrides, nonce }
  const code = issueTicket(pool.authorizationCodes, pool.clock, content, settings.authorizationCodeSeconds)
  const kept = cookie(loginCookie, ssoId, settings.ssoSessionSeconds)
  return redirect(redirectUri, { code, ...(state !== undefined && { state }) }, [kept])
}

/** One record per browser and user; the cookie says which browser, and spares nobody the form. */
function ssoSession(pool: Pool, request: Request, user: User): string {
  const now = pool.clock.now()
  const known = pool.ssoSessions.get(cookieOf(request, loginCookie) ?? '')
  if (!known || known.username !== keyOf(user.username) || known.expiresAt <= now)
    return openSsoSession(pool, user, deviceOf(request)).id
  pool.ssoSessions.put(known.id, { ...known, lastActiveAt: now, expiresAt: now + settings.ssoSessionSeconds * 1000 })
  return known.id
}
