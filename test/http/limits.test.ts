import { expect, test } from 'vitest'
import { ask, type Json } from '../support/api.ts'
import { createOrg, freshEmail, type Org } from '../support/people.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()

async function results(entries: object[], at: Org): Promise<Json[]> {
  const answer = await ask(stack(), 'POST', `/v1/orgs/${at.id}/invitations`, {
    token: at.owner.token,
    body: { invitations: entries },
  })
  expect(answer.status, answer.text).toBe(200)
  return answer.body.results
}
const codes = (list: Json[]) => list.map(({ status, error }) => error?.code ?? status)

test('T9: at the last seat the rest of a request is refused with the figures, and one more request too', async () => {
  const small = await createOrg(stack(), 'Small')
  await stack().invoke('setSeats', { orgId: small.id, seats: 3 })
  const entries = Array.from({ length: 4 }, () => ({ email: freshEmail() }))
  const list = await results(entries, small)
  expect(codes(list)).toEqual(['created', 'created', 'seat_limit_reached', 'seat_limit_reached'])
  expect(list[2].error).toMatchObject({ status: 409, limit: 3, used: 3 })
  expect(codes(await results([{ email: freshEmail() }], small))).toEqual(['seat_limit_reached'])
  await ask(stack(), 'DELETE', `/v1/orgs/${small.id}/invitations/${list[0].invitation.id}`, { token: small.owner.token })
  expect(codes(await results([{ email: freshEmail() }], small))).toEqual(['created'])
})

test('L2: at the limit of users inviting is refused with the figures, whatever seats are free', async () => {
  const small = await createOrg(stack(), 'Small')
  await stack().invoke('setLimits', { orgId: small.id, users: 2 })
  const list = await results([{ email: freshEmail() }, { email: freshEmail() }], small)
  expect(codes(list)).toEqual(['created', 'user_limit_reached'])
  expect(list[1].error).toMatchObject({ status: 409, limit: 2, used: 2 })
})
