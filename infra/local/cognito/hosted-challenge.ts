import type { Request, Response } from '../serve.ts'
import type { Authorize } from './hosted-authorize.ts'
import { explain } from './hosted-explain.ts'
import { finish } from './hosted-finish.ts'
import { answerForm, expiredForm, readForm } from './hosted-form.ts'
import { loginPage } from './hosted-login-form.ts'
import { newPasswordFields, newPasswordNames, readNewPassword } from './hosted-new-password.ts'
import type { Pool } from './pool.ts'
import { answerNewPassword, answerSoftwareToken, isPending, type Pending, type Step } from './sign-in.ts'

/** After the password: on to the next question, or back to the app. */
export const goOn = (pool: Pool, request: Request, authorize: Authorize, step: Step) =>
  isPending(step) ? pendingPage(request, authorize, step) : finish(pool, request, authorize, step)

function pendingPage(request: Request, authorize: Authorize, { challenge, session }: Pending): Response {
  const show = challenge === 'NEW_PASSWORD_REQUIRED' ? newPasswordPage : codePage
  return show(request, authorize, session)
}

const newPasswordPage = (request: Request, authorize: Authorize, session: string, problem?: string) =>
  answerForm(request, authorize, {
    title: 'Choose a new password',
    action: '/changePassword',
    fields: newPasswordFields,
    button: 'Save and sign in',
    hidden: { session },
    problem,
    wrong: problem === undefined ? [] : newPasswordNames,
    notice: problem === undefined ? 'The password you used was for the first sign-in only.' : undefined,
  })

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
    wrong: problem === undefined ? [] : ['code'],
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
