import type { Request, Response } from '../serve.ts'
import { type Authorize, queryOf } from './hosted-authorize.ts'
import { answerForm } from './hosted-form.ts'
import { page } from './hosted-page.ts'

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
