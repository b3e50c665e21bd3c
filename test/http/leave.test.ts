import { beforeAll, expect, test } from 'vitest'
import { type Answer, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { addMember, createOrg, invited, type Member, type Org, signIn, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { give, resourcesOf } from '../support/resources.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const leave = (by: Member, query = '', at: Org = org): Promise<Answer> =>
  ask(stack(), 'POST', `/v1/orgs/${at.id}/leave${query}`, { token: by.token })

test('M10: a member leaves without any permission, and has no access from the very next call on', async () => {
  const person = await addMember(stack(), org, { firstName: 'Lea', lastName: 'Leaver' })
  const before = await userOf(stack(), org, person.id)
  const left = await leave(person)
  expect(left.status).toBe(200)
  expect(left.body).toEqual({
    ...before,
    status: 'inactive',
    version: before.version + 1,
    updatedAt: left.body.updatedAt,
    actions: [],
  })
  expectProblem(await leave(person), 404, 'not_found')
  expectProblem(await ask(stack(), 'GET', '/v1/me', { token: person.token }), 403, 'forbidden')
  const [event] = eventsIn(await scanTable(stack()), org.id).filter(({ type }) => type === 'user.removed')
  expect(event).toMatchObject({
    actor: { kind: 'user', id: person.id, name: 'Lea Leaver' },
    target: { id: person.id, name: 'Lea Leaver' },
  })
  expect(await unsound(stack())).toEqual([])
  await expect(signIn(stack(), person.email)).rejects.toThrow()
})

test('A6: who owns resources says who receives them, and may name anybody active here, without seeing the list', async () => {
  const [person, heir, other] = [await addMember(stack(), org), await addMember(stack(), org), await createOrg(stack(), 'Other')]
  await give(stack(), org, person, 2)
  expect(expectProblem(await leave(person), 409, 'transfer_required').resources).toBe(2)
  for (const id of [other.owner.id, 'usr_01m0000000neverexisted0000'])
    expectProblem(await leave(person, `?transferTo=${id}`), 409, 'heir_not_active')
  expectFaults(await leave(person, `?transferTo=${person.id}`), ['query.transferTo'])
  expectFaults(await leave(person, '?transferTo=x&permanent=true'), ['query.transferTo', 'query.permanent'])
  const left = await leave(person, `?transferTo=${heir.id}`)
  expect(left.body.transfer).toMatchObject({ toUserId: heir.id, total: 2, moved: 0, finishedAt: null })
  await settle(stack())
  expect(await resourcesOf(stack(), org, heir.id)).toHaveLength(2)
  expect(await unsound(stack())).toEqual([])
})

test('L8: the last owner can’t leave; as soon as there is another one, the first can', async () => {
  const solo = await createOrg(stack(), 'Solo')
  expectProblem(await leave(solo.owner, '', solo), 409, 'last_owner')
  const second = await addMember(stack(), solo, { roleIds: ['rol_owner'] })
  expect((await leave(solo.owner, '', solo)).body.status).toBe('inactive')
  expectProblem(await leave(second, '', solo), 409, 'last_owner')
  expect(await unsound(stack())).toEqual([])
})

test('L8: of two owners who leave at once, one remains', async () => {
  const duo = await createOrg(stack(), 'Duo')
  const second = await addMember(stack(), duo, { roleIds: ['rol_owner'] })
  const answers = await Promise.all([leave(duo.owner, '', duo), leave(second, '', duo)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('last_owner')
})

test('M10: whoever leaves one organization stays in the other', async () => {
  const other = await createOrg(stack(), 'Stays')
  const person = await addMember(stack(), other)
  await invited(stack(), org, { email: person.email })
  const token = await tokenFor(stack(), person.email)
  await ask(stack(), 'POST', '/v1/invitations/accept', { token: person.token, body: { token } })
  expect((await leave(person)).body.status).toBe('inactive')
  await settle(stack())
  const { body } = await ask(stack(), 'GET', '/v1/me', { token: await signIn(stack(), person.email) })
  expect(body.memberships.map((one: Json) => one.organization.id)).toEqual([other.id])
})

test('A7: somebody who left can be re-activated by the organization', async () => {
  const person = await addMember(stack(), org)
  await leave(person)
  const back = await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${person.id}/reactivate`, { token: org.owner.token })
  expect(back.body.status).toBe('active')
})
