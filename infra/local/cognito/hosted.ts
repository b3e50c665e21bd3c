import type { Request, Response } from '../serve.ts'
import { type Authorize, badRequest, checkAuthorize, queryOf, redirect } from './hosted-authorize.ts'
import { postCode, postNewPassword } from './hosted-challenge.ts'
import { loginCookie } from './hosted-finish.ts'
import { cookie, cookieOf } from './hosted-form.ts'
import { postLogin } from './hosted-login.ts'
import { loginPage, providerPath } from './hosted-login-form.ts'
import { answerPage, page } from './hosted-page.ts'
import { postProvider, providerPage } from './hosted-provider.ts'
import { forgotPage, postConfirm, postForgot } from './hosted-recovery.ts'
import { clientOf, type Pool } from './pool.ts'

type Answer = (pool: Pool, request: Request) => Response | Promise<Response>
type AnswerAuthorized = (pool: Pool, request: Request, authorize: Authorize) => Response | Promise<Response>

/** Every page is part of one app's authorize request, and checks it anew. */
const withinAuthorize =
  (answer: AnswerAuthorized): Answer =>
  (pool, request) => {
    const checked = checkAuthorize(pool, request)
    return 'refused' in checked ? checked.refused : answer(pool, request, checked.authorize)
  }

/**
 * "Authorize endpoint": leads to the form of "Login endpoint" with all its parameters, where it is shown every time; or straight to the
 * `identity_provider` that the app names.
 */
const toLogin = withinAuthorize((_pool, _request, authorize) => {
  const { identityProvider = '', providers } = authorize
  const path = providers.includes(identityProvider) ? providerPath : '/login'
  return { status: 302, headers: { location: `${path}?${queryOf(authorize)}`, 'cache-control': 'no-store' } }
})

/** "Logout endpoint": ends the browser's session, not the tokens; then back to the app, or to its sign-in. */
function logout(pool: Pool, request: Request): Response {
  const given = request.url.searchParams
  const logoutUri = given.get('logout_uri') ?? ''
  if (!clientOf(pool, given.get('client_id'))) return badRequest('The app that sent you here is not known.')
  const cookies = [cookie(loginCookie, '', 0)]
  pool.ssoSessions.remove(cookieOf(request, loginCookie) ?? '')
  if (pool.logoutUrls().includes(logoutUri)) return redirect(logoutUri, {}, cookies)
  const checked = given.has('redirect_uri')
    ? checkAuthorize(pool, request)
    : { refused: badRequest('The address to return to is not one of the app.') }
  if ('refused' in checked) return checked.refused
  return { status: 302, headers: { location: `/login?${queryOf(checked.authorize)}`, 'set-cookie': cookies } }
}

/** "User-interactive managed login endpoints": registers a passkey, then back to the app. This stand-in keeps none. */
function passkeyPage(pool: Pool, { url: { searchParams: given } }: Request): Response {
  const back = given.get('redirect_uri') ?? ''
  if (!clientOf(pool, given.get('client_id'))?.callbackUrls.includes(back))
    return badRequest('The address to return to is not one of the app.')
  const body = page`<p>Here managed login registers a passkey of this device. The stand-in on this machine keeps none.</p>
<p class="aside"><a href="${back}">Back to the app</a></p>`
  return answerPage('Add a passkey', body)
}

const routes: Record<string, Answer> = {
  'GET /oauth2/authorize': toLogin,
  'GET /login': withinAuthorize((_pool, request, authorize) => loginPage(request, authorize)),
  'POST /login': withinAuthorize(postLogin),
  // What only follows a form starts over when its address is opened by itself.
  'GET /changePassword': toLogin,
  'GET /mfa': toLogin,
  'GET /confirmForgotPassword': toLogin,
  'POST /changePassword': withinAuthorize(postNewPassword),
  'POST /mfa': withinAuthorize(postCode),
  'GET /forgotPassword': withinAuthorize((_pool, request, authorize) => forgotPage(request, authorize)),
  'POST /forgotPassword': withinAuthorize(postForgot),
  'POST /confirmForgotPassword': withinAuthorize(postConfirm),
  [`GET ${providerPath}`]: withinAuthorize((_pool, request, authorize) => providerPage(request, authorize)),
  [`POST ${providerPath}`]: withinAuthorize(postProvider),
  'GET /logout': logout,
  'GET /passkeys/add': passkeyPage,
}

export function answerPages(pool: Pool, request: Request): Response | Promise<Response> {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const answer = routes[`${method} ${request.url.pathname}`]
  return answer ? answer(pool, request) : badRequest('There is no such page.', 404)
}
