import { expect, test } from 'vitest'
import { advance, ask, control, settle, tokenFor } from '../support/api.ts'
import { createOrg, freshEmail, invited, join } from '../support/people.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()

test('somebody is invited, accepts by the mail, is active, is suspended, and is refused on the very next call', async () => {
  const org = await createOrg(stack())
  const email = freshEmail('maria')
  await invited(stack(), org, { email, firstName: 'Maria', lastName: 'Lopez', roleIds: ['rol_admin'] })
  const maria = await join(stack(), email)
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: maria.token })).status).toBe(200)

  const suspended = await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${maria.id}/suspend`, { token: org.owner.token })
  expect(suspended.body).toMatchObject({ id: maria.id, status: 'suspended', version: 3 })
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: maria.token })).status).toBe(404)
  expect((await ask(stack(), 'GET', '/v1/me', { token: maria.token })).status).toBe(403)
})

test('L4: an invitation whose time has passed is refused one second after, and marked by the next run of the schedule', async () => {
  const org = await createOrg(stack())
  const email = freshEmail()
  const { user } = await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  await control(stack(), '/schedules', { enabled: false })
  await advance(stack(), 30 * 86_400 + 1)
  const refused = await ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, password: 'correct horse 42' } })
  expect(refused.status).toBe(410)
  expect(refused.body.code).toBe('invitation_expired')
  await control(stack(), '/schedules/run', {})
  await settle(stack())
  const owner = { ...org.owner, token: await (await import('../support/people.ts')).signIn(stack(), org.owner.email) }
  const after = await ask(stack(), 'GET', `/v1/orgs/${org.id}/users/${user.id}`, { token: owner.token })
  expect(after.body).toMatchObject({ status: 'expired', invitation: { status: 'expired' } })
})
