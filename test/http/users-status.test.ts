import { beforeAll, expect, test } from 'vitest'
import { type Answer, advance, ask, control, settle } from '../support/api.ts'
import { addMember, again, createOrg, freshEmail, invited, type Member, type Org, signIn, userOf } from '../support/people.ts'
import { expectProblem, expectUnauthorized } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const act = (action: string, id: string, by: Member = org.owner, headers = {}): Promise<Answer> =>
  ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${id}/${action}`, { token: by.token, headers })
const call = (member: Member) => ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: member.token })

test('D8, M10, T8: suspending keeps the person, the roles and the seat, and blocks the very next call', async () => {
  const person = await addMember(stack(), org, { roleIds: ['rol_admin'], extraPermissions: ['billing:manage'], firstName: 'Pia' })
  const before = await userOf(stack(), org, person.id)
  const used = (await call(org.owner)).body.seats.used
  expect((await call(person)).status).toBe(200)
  const suspended = await act('suspend', person.id)
  const { status, version, actions } = {
    status: 'suspended',
    version: before.version + 1,
    actions: ['update', 'change_roles', 'reactivate', 'remove', 'erase', 'reset_password', 'transfer'],
  }
  expect(suspended.body).toEqual({ ...before, status, version, actions, updatedAt: suspended.body.updatedAt })
  expect(suspended.headers.get('etag')).toBe(`"${version}"`)
  expectProblem(await call(person), 404, 'not_found')
  expect((await call(org.owner)).body.seats.used).toBe(used)
  expect(await userOf(stack(), org, person.id)).toEqual(suspended.body)
})

test('A7: re-activating gives access back with the same roles, but revives no old session', async () => {
  const person = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  await act('suspend', person.id)
  const back = await act('reactivate', person.id)
  expect(back.body).toMatchObject({
    status: 'active',
    roles: [{ id: 'rol_admin' }],
    actions: ['update', 'change_roles', 'suspend', 'remove', 'reset_password', 'end_sessions', 'transfer'],
  })
  expectUnauthorized(await call(person))
  expectProblem(await ask(stack(), 'GET', '/v1/me', { token: person.token }), 403, 'forbidden')
  await settle(stack())
  expect((await call(await again(stack(), person))).status).toBe(200)
})

test('a sign-in after the re-activation counts at once, however often somebody is suspended within a moment', async () => {
  const person = await addMember(stack(), org)
  const tokens = [person.token]
  for (let times = 0; times < 3; times++) {
    await act('suspend', person.id)
    await act('reactivate', person.id)
    await settle(stack())
    for (const token of tokens) expectUnauthorized(await call({ ...person, token }))
    tokens.push(await signIn(stack(), person.email))
    expect((await call({ ...person, token: tokens.at(-1) ?? '' })).status).toBe(200)
  }
})

test('A2: what a status does not allow is 409 and says what is possible', async () => {
  const active = await addMember(stack(), org)
  expect(expectProblem(await act('reactivate', active.id), 409, 'wrong_status').possible).toEqual(['suspend', 'remove'])
  await act('suspend', active.id)
  expect(expectProblem(await act('suspend', active.id), 409, 'wrong_status').possible).toEqual(['reactivate', 'remove', 'erase'])
  const { user } = await invited(stack(), org, { email: freshEmail() })
  for (const action of ['suspend', 'reactivate'])
    expect(expectProblem(await act(action, user.id), 409, 'wrong_status').possible).toEqual(['resend', 'cancel'])
  expect(await userOf(stack(), org, user.id)).toMatchObject({ status: 'invited', version: 1 })
})

test('suspend and reactivate honour If-Match', async () => {
  const person = await addMember(stack(), org)
  const { version } = await userOf(stack(), org, person.id)
  expectProblem(await act('suspend', person.id, org.owner, { 'if-match': `"${version - 1}"` }), 412, 'stale_version')
  expect((await act('suspend', person.id, org.owner, { 'if-match': `"${version}"` })).status).toBe(200)
  expectProblem(await act('reactivate', person.id, org.owner, { 'if-match': `"${version}"` }), 412, 'stale_version')
  expect((await act('reactivate', person.id, org.owner, { 'if-match': `"${version + 1}"` })).status).toBe(200)
})

test('L8: the last owner can be neither suspended nor demoted, by nobody and not by themselves', async () => {
  const solo = await createOrg(stack(), 'Solo')
  const path = `/v1/orgs/${solo.id}/users/${solo.owner.id}`
  const { token } = solo.owner
  expectProblem(await ask(stack(), 'POST', `${path}/suspend`, { token }), 409, 'last_owner')
  for (const roleIds of [['rol_member'], ['rol_admin', 'rol_member']])
    expectProblem(await ask(stack(), 'PATCH', path, { token, body: { roleIds } }), 409, 'last_owner')
  const { body } = await ask(stack(), 'GET', path, { token })
  expect(body).toMatchObject({
    status: 'active',
    roles: [{ id: 'rol_owner' }],
    actions: ['update', 'change_roles', 'reset_password', 'end_sessions', 'transfer'],
  })
  expect((await ask(stack(), 'PATCH', path, { token, body: { roleIds: ['rol_owner', 'rol_member'] } })).status).toBe(200)
})

test('L8: an invited or suspended owner does not count as one who remains', async () => {
  const solo = await createOrg(stack(), 'Solo')
  const second = await addMember(stack(), solo, { roleIds: ['rol_owner'] })
  await invited(stack(), solo, { email: freshEmail(), roleIds: ['rol_owner'] })
  const suspend = (id: string) => ask(stack(), 'POST', `/v1/orgs/${solo.id}/users/${id}/suspend`, { token: solo.owner.token })
  expect((await suspend(second.id)).status).toBe(200)
  expectProblem(await suspend(solo.owner.id), 409, 'last_owner')
})

test('L8: of two owners who suspend each other at once, one remains', async () => {
  const duo = await createOrg(stack(), 'Duo')
  const second = await addMember(stack(), duo, { roleIds: ['rol_owner'] })
  const suspend = (by: Member, id: string) => ask(stack(), 'POST', `/v1/orgs/${duo.id}/users/${id}/suspend`, { token: by.token })
  const answers = await Promise.all([suspend(duo.owner, second.id), suspend(second, duo.owner.id)])
  expect(answers.map(({ status }) => status === 200).toSorted()).toEqual([false, true])
  const rest = answers.find(({ status }) => status !== 200)
  expect(['last_owner', 'not_found']).toContain(rest?.body.code)
})

test('L1, A7: an owner who comes back is no owner; an owner has to make one again', async () => {
  const second = await addMember(stack(), org, { roleIds: ['rol_owner', 'rol_admin'] })
  const third = await addMember(stack(), org, { roleIds: ['rol_owner'] })
  const back = async (id: string) => {
    await act('suspend', id)
    return (await act('reactivate', id)).body.roles.map((role: { id: string }) => role.id)
  }
  expect(await back(second.id)).toEqual(['rol_admin'])
  expect(await back(third.id)).toEqual(['rol_member'])
})

test('T9: re-activating somebody who kept the seat needs no free one', async () => {
  const person = await addMember(stack(), org)
  await act('suspend', person.id)
  await stack().invoke('setSeats', { orgId: org.id, seats: 0 })
  expect((await act('reactivate', person.id)).status).toBe(200)
  await stack().invoke('setSeats', { orgId: org.id, seats: 500 })
})

test('A2: somebody whose invitation expired can be neither suspended nor re-activated', async () => {
  const { user } = await invited(stack(), org, { email: freshEmail() })
  await advance(stack(), 30 * 86_400 + 1)
  await control(stack(), '/schedules/run', {})
  const owner = await again(stack(), org.owner)
  expect(await userOf(stack(), org, user.id, owner)).toMatchObject({
    status: 'expired',
    actions: ['update', 'change_roles', 'resend', 'cancel'],
  })
  for (const action of ['suspend', 'reactivate'])
    expect(expectProblem(await act(action, user.id, owner), 409, 'wrong_status').possible).toEqual(['resend', 'cancel'])
})
