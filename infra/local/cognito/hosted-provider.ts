import type { Request, Response } from '../serve.ts'
import { arrive } from './federation.ts'
import { type Authorize, badRequest } from './hosted-authorize.ts'
import { explain } from './hosted-explain.ts'
import { finish } from './hosted-finish.ts'
import { answerForm, expiredForm, readForm } from './hosted-form.ts'
import { backToLogin, providerPath } from './hosted-login-form.ts'
import type { Pool } from './pool.ts'

/** In the place of the company's own page: whoever tries it says who they are, and in which groups. */
export function providerPage(
  request: Request,
  authorize: Authorize,
  problem?: string,
  typed = { email: '', groups: '' },
): Response {
  const { identityProvider: provider = '' } = authorize
  if (!authorize.providers.includes(provider)) return badRequest('There is no such identity provider.')
  return answerForm(request, authorize, {
    title: `Sign in at ${provider}`,
    action: providerPath,
    fields: [
      { name: 'email', label: 'Email', type: 'email', autocomplete: 'email', value: typed.email || authorize.loginHint },
      {
        name: 'groups',
        label: 'Groups',
        autocomplete: 'off',
        value: typed.groups,
        hint: 'One or several, with commas between. This page stands for the one of your customer’s company.',
        optional: true,
      },
    ],
    button: 'Sign in',
    problem,
    after: backToLogin(authorize),
  })
}

export async function postProvider(pool: Pool, request: Request, authorize: Authorize): Promise<Response> {
  const fields = readForm(request)
  if (!fields) return expiredForm()
  const typed = { email: (fields.get('email') ?? '').trim(), groups: fields.get('groups') ?? '' }
  const groups = typed.groups.split(',').map(group => group.trim())
  try {
    const proven = await arrive(pool, {
      email: typed.email,
      groups: groups.filter(Boolean),
      provider: authorize.identityProvider,
    })
    return await finish(pool, request, authorize, proven)
  } catch (error) {
    return providerPage(request, authorize, explain(error), typed)
  }
}
