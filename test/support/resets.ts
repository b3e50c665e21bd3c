import type { Stack } from '../../infra/local/stack.ts'
import { type Answer, ask, type Json, mailTo, type Target } from './api.ts'
import type { Member, Org } from './people.ts'

export const forgot = (stack: Target, email: string): Promise<Answer> =>
  ask(stack, 'POST', '/v1/password-reset', { body: { email } })

export const confirm = (stack: Target, { email, code }: { email: string; code: string }, password: string): Promise<Answer> =>
  ask(stack, 'POST', '/v1/password-reset/confirm', { body: { email, code, password } })

/** By the owner unless said. */
export const reset = (
  stack: Stack,
  org: Org,
  id: string,
  body: object,
  { by = org.owner }: { by?: Member } = {},
): Promise<Answer> => ask(stack, 'POST', `/v1/orgs/${org.id}/users/${id}/reset-password`, { token: by.token, body })

/** The mails with such a link, newest first. */
export const resetMails = async (stack: Target, email: string): Promise<Json[]> =>
  (await mailTo(stack, email)).filter(({ html }) => html.includes('/reset#'))

/** What stands behind # in the newest one. */
export async function linkFor(
  stack: Target,
  email: string,
): Promise<{ code: string; email: string; locale: string; hash: string }> {
  const [mail] = await resetMails(stack, email)
  const hash = /\/reset#([^"\s]+)/.exec(mail?.html ?? '')?.[1]?.replaceAll('&amp;', '&')
  if (!hash) throw new Error(`No link to a new password was mailed to ${email}.`)
  const given = new URLSearchParams(hash)
  return { code: given.get('code') ?? '', email: given.get('email') ?? '', locale: given.get('locale') ?? '', hash }
}
