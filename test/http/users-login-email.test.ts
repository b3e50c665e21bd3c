import { beforeAll, expect, test } from 'vitest'
import { ask } from '../support/api.ts'
import { addMember, createOrg, freshEmail, invited, type Member, type Org, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const patch = (id: string, body: object, by: Member = org.owner, headers = {}) =>
  ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${id}`, { token: by.token, body, headers })

test('A5, M9, L5: the login email of a member cannot be changed; the refusal says why and what to do, and nothing else is changed', async () => {
  const person = await addMember(stack(), org)
  const before = await userOf(stack(), org, person.id)
  const refused = await patch(person.id, { email: freshEmail('new'), firstName: 'New' })
  const { detail } = expectProblem(refused, 409, 'login_email_immutable')
  expect(detail).toContain(person.email)
  expect(detail).toMatch(/communicationEmail/)
  expect(await userOf(stack(), org, person.id)).toEqual(before)
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${person.id}/suspend`, { token: org.owner.token })
  expectProblem(await patch(person.id, { email: freshEmail('new') }), 409, 'login_email_immutable')
})

test('M11: nor that of somebody invited, who can be invited anew', async () => {
  const { user } = await invited(stack(), org, { email: freshEmail() })
  const { detail } = expectProblem(await patch(user.id, { email: freshEmail('new') }), 409, 'login_email_immutable')
  expect(detail).toMatch(/cancel the invitation/)
  expect((await userOf(stack(), org, user.id)).email).toBe(user.email)
})

test('the same email in any form is no change, and stands in the way of no other', async () => {
  const person = await addMember(stack(), org)
  const before = await userOf(stack(), org, person.id)
  for (const email of [person.email, ` ${person.email.toUpperCase()} `, person.email.replace('person', 'ｐerson')]) {
    const answer = await patch(person.id, { email })
    expect(answer.status).toBe(200)
    expect(before).toMatchObject(answer.body)
  }
  const changed = await patch(person.id, { email: person.email.toUpperCase(), firstName: 'Maria' })
  expect(changed.body).toMatchObject({ email: person.email, firstName: 'Maria', version: before.version + 1 })
})

test('rights, faults and versions are told before it', async () => {
  const person = await addMember(stack(), org)
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const email = freshEmail('new')
  expectProblem(await patch(person.id, { email }, person), 403, 'forbidden')
  expectProblem(await patch(org.owner.id, { email }, admin), 403, 'beyond_your_rights')
  expectProblem(await patch(person.id, { email, roleIds: ['rol_owner'] }, admin), 403, 'grant_beyond_own')
  expectProblem(await patch(person.id, { email }, admin, { 'if-match': '"999"' }), 412, 'stale_version')
  expectProblem(await patch('usr_01m0000000never', { email }), 404, 'not_found')
  for (const bad of ['', 'nobody', 'a@example.com, b@example.com', 7, null])
    expectFaults(await patch(person.id, { email: bad }), ['email'])
})
