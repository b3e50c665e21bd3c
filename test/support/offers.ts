import { beforeAll } from 'vitest'
import type { Stack } from '../../infra/local/stack.ts'
import { advance, ask, control, tokenFor } from './api.ts'
import { again, createOrg, freshEmail, invited, type Org, PASSWORD } from './people.ts'
import { expectProblem } from './problems.ts'

/** One organization, its schedule switched off, and what is done to its invitations from both sides. */
export function useOffers(stack: () => Stack) {
  let org: Org
  beforeAll(async () => {
    org = await createOrg(stack())
    await control(stack(), '/schedules', { enabled: false })
  })
  const asOwner = (method: string, path: string, headers = {}) =>
    ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token, headers })
  const post = (path: string, body: object) => ask(stack(), 'POST', `/v1/invitations/${path}`, { body })
  const accept = (token: string) => post('accept', { token, password: PASSWORD })
  const decline = (token: string) => post('decline', { token })
  const lookup = (token: string) => post('lookup', { token })
  return {
    org: () => org,
    asOwner,
    resend: (id: string, headers = {}) => asOwner('POST', `/invitations/${id}/resend`, headers),
    cancel: (id: string, headers = {}) => asOwner('DELETE', `/invitations/${id}`, headers),
    accept,
    decline,
    lookup,
    seats: async () => (await asOwner('GET', '')).body.seats.used,
    /** Moves the clock; the owner signs in again. */
    async pass(seconds: number) {
      await advance(stack(), seconds)
      org.owner = await again(stack(), org.owner)
    },
    /** Somebody invited, and the token of the mail. */
    async pending(entry: object = {}) {
      const email = freshEmail()
      const { user, invitation } = await invited(stack(), org, { email, ...entry })
      return { email, user, invitation, token: await tokenFor(stack(), email) }
    },
    /** A dead token is refused in the same words by all three routes that take one. */
    async expectDead(token: string, status: number, code: string) {
      for (const use of [lookup, accept, decline]) expectProblem(await use(token), status, code)
    },
  }
}
