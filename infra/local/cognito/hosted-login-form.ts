import type { Request, Response } from '../serve.ts'
import { type Authorize, queryOf } from './hosted-authorize.ts'
import { answerForm } from './hosted-form.ts'
import { joined, type Markup, page } from './hosted-page.ts'

type Shown = { problem?: string; wrong?: string[]; notice?: string; username?: string }

export const loginPage = (request: Request, authorize: Authorize, { problem, wrong, notice, username }: Shown = {}): Response =>
  answerForm(request, authorize, {
    title: 'Sign in',
    action: '/login',
    fields: [
      { name: 'username', label: 'Email', autocomplete: 'username', value: username ?? authorize.loginHint },
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    ],
    button: 'Sign in',
    problem,
    wrong,
    notice,
    after: page`<p class="aside"><a href="/forgotPassword?${queryOf(authorize)}">Forgot your password?</a></p>
${joined(authorize.providers.map(name => providerButton(authorize, name)))}`,
  })

export const providerPath = '/provider'

function providerButton(authorize: Authorize, name: string): Markup {
  const query = new URLSearchParams(queryOf(authorize))
  query.set('identity_provider', name)
  return page`<p class="aside"><a href="${providerPath}?${query.toString()}">Continue with ${name}</a></p>`
}

export const backToLogin = (authorize: Authorize): Markup =>
  page`<p class="aside"><a href="/login?${queryOf(authorize)}">Back to sign in</a></p>`
