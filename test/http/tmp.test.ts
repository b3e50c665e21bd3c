import { test } from 'vitest'
import { ask } from '../support/api.ts'
import { createOrg, freshEmail } from '../support/people.ts'
import { useStack } from '../support/stack.ts'
const stack = useStack()
test('x', async () => {
  const org = await createOrg(stack())
  const a = await ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${org.owner.id}`, { token: org.owner.token, body: '{"firstName":"a\\ud800b"}' })
  console.log('RR', a.status, a.text.slice(0, 300))
  const b = await ask(stack(), 'GET', `/v1/orgs/${org.id}/users/${org.owner.id}`, { token: org.owner.token })
  console.log('RR', JSON.stringify(b.body.firstName), b.body.displayName)
  const c = await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, { token: org.owner.token, body: `{"invitations":[{"email":"${freshEmail()}"}],"message":"\\ud800\\u0000"}` })
  console.log('RR', c.status, c.text.slice(0, 1300))
  const d = await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, { token: org.owner.token, body: `{"invitations":[{"email":"bad"},{"email":"${freshEmail()}"}]}` })
  console.log('RR', d.status, d.text.slice(0, 1300))
})
