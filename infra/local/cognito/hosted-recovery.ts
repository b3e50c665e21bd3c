import type { Request, Response } from '../serve.ts'
import type { Authorize } from './hosted-authorize.ts'
import { explain } from './hosted-explain.ts'
import { answerForm, expiredForm, readForm } from './hosted-form.ts'
import { backToLogin, loginPage } from './hosted-login-form.ts'
import { newPasswordFields, newPasswordNames, readNewPassword } from './hosted-new-password.ts'
import type { Pool } from './pool.ts'
import { finishRecovery, startRecovery } from './recovery.ts'

export const forgotPage = (request: Request, authorize: Authorize, problem?: string): Response =>
  answerForm(request, authorize, {
    title: 'Reset your password',
    action: '/forgotPassword',
    fields: [
      {
        name: 'username',
        label: 'Email',
        autocomplete: 'username',
        value: authorize.loginHint,
        hint: 'A code goes to this address.',
      },
    ],
    button: 'Send the code',
    problem,
    after: backToLogin(authorize),
  })

/** The next page looks the same whether the address is known or not. */
export async function postForgot(pool: Pool, request: Request, authorize: Authorize): Promise<Response> {
  const fields = readForm(request)
  if (!fields) return expiredForm()
  const username = (fields.get('username') ?? '').trim()
  if (!username) return forgotPage(request, authorize, 'Enter your email address.')
  try {
    await startRecovery(pool, username)
  } catch (error) {
    const tellsOnUser = error instanceof Error && error.name === 'NotAuthorizedException'
    if (!tellsOnUser) return forgotPage(request, authorize, explain(error))
  }
  return confirmPage(request, authorize, { username, notice: 'If the address is known, a code is on its way to it.' })
}

type Shown = { username: string; code?: string; problem?: string; wrong?: string[]; notice?: string }

const confirmPage = (request: Request, authorize: Authorize, { username, code, problem, wrong, notice }: Shown): Response =>
  answerForm(request, authorize, {
    title: 'Choose a new password',
    action: '/confirmForgotPassword',
    fields: [
      { name: 'code', label: 'Code from the mail', autocomplete: 'one-time-code', inputmode: 'numeric', value: code },
      ...newPasswordFields,
    ],
    button: 'Change the password',
    hidden: { username },
    problem,
    wrong,
    notice,
    after: backToLogin(authorize),
  })

const wrongCode = ['CodeMismatchException', 'ExpiredCodeException']

export async function postConfirm(pool: Pool, request: Request, authorize: Authorize): Promise<Response> {
  const fields = readForm(request)
  if (!fields) return expiredForm()
  const username = fields.get('username') ?? ''
  const code = (fields.get('code') ?? '').trim()
  const typed = readNewPassword(fields)
  if ('problem' in typed)
    return confirmPage(request, authorize, { username, code, problem: typed.problem, wrong: newPasswordNames })
  try {
    await finishRecovery(pool, username, code, typed.password)
  } catch (error) {
    // One text for both: which of the two it is tells whether the user exists.
    const isCode = error instanceof Error && wrongCode.includes(error.name)
    return confirmPage(request, authorize, {
      username,
      ...(isCode ? {} : { code }),
      wrong: isCode ? ['code'] : newPasswordNames,
      problem: isCode ? 'The code is not right, or has expired.' : explain(error),
    })
  }
  return loginPage(request, authorize, { username, notice: 'Your password was changed. Sign in with it.' })
}
