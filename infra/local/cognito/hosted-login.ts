import type { Request, Response } from '../serve.ts'
import { deviceOf } from './device.ts'
import { type Authorize, badRequest, queryOf, redirect } from './hosted-authorize.ts'
import { explain } from './hosted-explain.ts'
import { answerForm, cookie, cookieOf, readForm } from './hosted-form.ts'
import { page } from './hosted-page.ts'
import { type Pool, settings } from './pool.ts'
import { openSsoSession } from './sessions.ts'
import {
  admit,
  answerNewPassword,
  answerSoftwareToken,
  isPending,
  type Pending,
  type Proven,
  type Step,
  startSignIn,
} from './sign-in.ts'
import { issueTicket } from './tickets.ts'
import { keyOf, type User } from './users.ts'

export const loginCookie = 'cognito'

type Shown = { problem?: string; notice?: string; username?: string }

export const loginPage = (request: Request, authorize: Authorize, { problem, notice, username }: Shown = {}): Response =>
  answerForm(request, authorize, {
    title: 'Sign in',
    action: '/login',
    fields: [
      { name: 'username', label: 'Email', autocomplete: 'username', value: username ?? authorize.loginHint },
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    ],
    button: 'Sign in',
    problem,
    notice,
    after: page`<p><a href="/forgotPassword?${queryOf(authorize)}">Forgot your password?</a></p>`,
  })

export async function postLogin(pool: Pool, request: Request, authorize: Authorize): Promise<Response> {
  const fields = readForm(request)
  if (!fields) return expiredForm()
  const username = (fields.get('username') ?? '').trim()
  try {
    const step = await startSignIn(pool, username, fields.get('password') ?? '')
    return await goOn(pool, request, authorize, step)
  } catch (error) {
    return loginPage(request, authorize, { problem: explain(error), username })
  }
}

const newPasswordPage = (request: Request, authorize: Authorize, session: string, problem?: string) =>
  answerForm(request, authorize, {
    title: 'Choose a new password',
    action: '/changePassword',
    fields: newPasswordFields,
    button: 'Save and sign in',
    hidden: { session },
    problem,
  })

export const newPasswordFields = [
  {
    name: 'new_password',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: `At least ${settings.passwordMinimum} characters.`,
  },
  { name: 'new_password_again', label: 'New password again', type: 'password', autocomplete: 'new-password' },
]

/** The typed password, or what is wrong with the pair. */
export function readNewPassword(fields: URLSearchParams): { password: string } | { problem: string } {
  const password = fields.get('new_password') ?? ''
  return password === fields.get('new_password_again') ? { password } : { problem: 'The two passwords are not the same.' }
}

export async function postNewPassword(pool: Pool, request: Request, authorize: Authorize): Promise<Response> {
  const fields = readForm(request)
  if (!fields) return expiredForm()
  const session = fields.get('session') ?? ''
  const typed = readNewPassword(fields)
  if ('problem' in typed) return newPasswordPage(request, authorize, session, typed.problem)
  return answering(pool, request, authorize, {
    answer: () => answerNewPassword(pool, session, typed.password),
    again: problem => newPasswordPage(request, authorize, session, problem),
  })
}

const codePage = (request: Request, authorize: Authorize, session: string, problem?: string) =>
  answerForm(request, authorize, {
    title: 'Enter your code',
    action: '/mfa',
    fields: [
      {
        name: 'code',
        label: 'Six-digit code',
        autocomplete: 'one-time-code',
        inputmode: 'numeric',
        hint: 'Your authenticator app shows it.',
      },
    ],
    button: 'Sign in',
    hidden: { session },
    problem,
  })

export async function postCode(pool: Pool, request: Request, authorize: Authorize): Promise<Response> {
  const fields = readForm(request)
  if (!fields) return expiredForm()
  const session = fields.get('session') ?? ''
  return answering(pool, request, authorize, {
    answer: () => answerSoftwareToken(pool, session, (fields.get('code') ?? '').trim()),
    again: problem => codePage(request, authorize, session, problem),
  })
}

type Answering = { answer: () => Step | Promise<Step>; again: (problem: string) => Response }

/** A wrong answer may be tried again while its session lives; otherwise, and when a trigger refuses, it starts over. */
async function answering(pool: Pool, request: Request, authorize: Authorize, { answer, again }: Answering): Promise<Response> {
  let step: Step
  try {
    step = await answer()
  } catch (error) {
    const startsOver = error instanceof Error && error.name === 'NotAuthorizedException'
    return startsOver ? loginPage(request, authorize, { problem: explain(error) }) : again(explain(error))
  }
  try {
    return await goOn(pool, request, authorize, step)
  } catch (error) {
    return loginPage(request, authorize, { problem: explain(error) })
  }
}

const goOn = (pool: Pool, request: Request, authorize: Authorize, step: Step) =>
  isPending(step) ? pendingPage(request, authorize, step) : finish(pool, request, authorize, step)

function pendingPage(request: Request, authorize: Authorize, { challenge, session }: Pending): Response {
  const show = challenge === 'NEW_PASSWORD_REQUIRED' ? newPasswordPage : codePage
  return show(request, authorize, session)
}

/** "Pre token generation trigger sources": HostedAuth is called during authentication at the sign-in page, so a refusal shows there. */
async function finish(pool: Pool, request: Request, authorize: Authorize, { user, amr }: Proven): Promise<Response> {
  const { scopes, codeChallenge, redirectUri, nonce, state } = authorize
  const overrides = await admit(pool, user, { source: 'HostedAuth', scopes })
  const device = deviceOf(request)
  const ssoId = ssoSession(pool, request, user)
  const start = { scopes, amr, device, ssoId, authTime: Math.floor(pool.clock.now() / 1000) }
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

export const expiredForm = () => badRequest('This form has expired.', 403)
