import { afterEach, beforeEach, expect, test } from 'vitest'
import { create as createUser } from '../support/accounts.ts'
import { type Answer, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { accept, breakDown, mend } from '../support/faults.ts'
import {
  addMember,
  createBusyOrg,
  freshEmail,
  invite,
  invited,
  type Member,
  makeRole,
  type Org,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { countsIn, eventsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
let org: Org
let [guide, scout]: string[] = []

const as = (method: string, path: string, body?: unknown, by: Member = org.owner): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: by.token, body })
const remove = (id = '', query = '', by?: Member) => as('DELETE', `/roles/${id}${query}`, undefined, by)
const rolesOf = async (id: string) => (await userOf(stack(), org, id)).roles.map((role: Json) => role.id)
const lists = async (member: Member) => (await as('GET', '/users?limit=1', undefined, member)).status

beforeEach(async () => {
  org = await createBusyOrg(stack())
  guide = await makeRole(stack(), org, ['users:read'], { name: 'Guide' })
  scout = await makeRole(stack(), org, ['roles:read'], { name: 'Scout' })
})
afterEach(() => mend(stack()))

/** Nothing gets from the stream into the queues: people's rows stay as they are. */
async function hold(): Promise<void> {
  await settle(stack())
  await breakDown(stack(), { service: 'sqs', operation: 'SendMessageBatch', error: 'ServiceUnavailable' })
}
async function goOn(): Promise<void> {
  await mend(stack())
  await settle(stack())
}

/** Nobody's row names a role that is not there, nothing is left to do, and no counter speaks of one that is gone. */
async function expectClean(): Promise<Json[]> {
  expect(await unsound(stack())).toEqual([])
  const items = await scanTable(stack())
  const ledger = items.find(({ pk, sk }) => pk === `ORG#${org.id}` && sk === 'ROLES')
  const own = Object.keys(ledger).filter(name => name.startsWith('role:'))
  expect([ledger.customRoles, Object.keys(ledger).filter(name => name.startsWith('leaving'))]).toEqual([own.length, []])
  const there = [...own.map(name => name.slice('role:'.length)), 'rol_owner', 'rol_admin', 'rol_site_admin', 'rol_member']
  for (const { roleIds } of usersIn(items, org.id)) expect(there).toEqual(expect.arrayContaining(roleIds))
  const cells = Object.keys(countsIn(items, org.id)).filter(name => name.startsWith('cell:'))
  for (const cell of cells) expect(there).toEqual(expect.arrayContaining(cell.split(':')[2]?.split('+') ?? []))
  return items
}

test('a role that nobody has goes at once; then it is as unknown as one that never was', async () => {
  expect((await remove(guide)).status).toBe(204)
  const never = await as('GET', '/roles/rol_01m0000000never')
  for (const answer of [await as('GET', `/roles/${guide}`), await as('PATCH', `/roles/${guide}`, {}), await remove(guide)])
    expect({ ...expectProblem(answer, 404, 'not_found'), requestId: '' }).toEqual({ ...never.body, requestId: '' })
  await expectClean()
})

test('D10: one in use is refused with how many have it; whom it goes to must be another role, and never Owner', async () => {
  const member = await addMember(stack(), org, { roleIds: [guide] })
  await invited(stack(), org, { email: freshEmail(), roleIds: [guide, 'rol_member'] })
  const refused = expectProblem(await remove(guide), 409, 'role_in_use')
  expect(refused).toMatchObject({ used: 2, detail: expect.stringMatching(/2 people have the role Guide.*replaceWith/) })
  for (const id of ['rol_01m0000000never', guide, 'rol_owner'])
    expectFaults(await remove(guide, `?replaceWith=${id}`), ['query.replaceWith'])
  expect(await rolesOf(member.id)).toEqual([guide])
  await as('PATCH', `/users/${member.id}`, { roleIds: ['rol_member'] })
  expect(expectProblem(await remove(guide), 409, 'role_in_use').used).toBe(1)
})

test('D10: replaceWith counts from the next call on, and each row follows with an event by whoever deleted the role', async () => {
  const [one, both] = [
    await addMember(stack(), org, { roleIds: [guide] }),
    await addMember(stack(), org, { roleIds: [guide, scout] }),
  ]
  await hold()
  expect((await remove(guide, `?replaceWith=${scout}`)).status).toBe(204)
  expect(await Promise.all([one, both].map(lists))).toEqual([403, 403])
  for (const person of [one, both]) {
    expect(await rolesOf(person.id)).toEqual([scout])
    const { memberships } = (await ask(stack(), 'GET', '/v1/me', { token: person.token })).body
    expect(memberships[0]).toMatchObject({ roles: [{ id: scout, name: 'Scout' }], permissions: ['roles:read'] })
  }
  const { items } = (await as('GET', `/users?roleId=${scout}`)).body
  expect(items.map(({ id }: Json) => id).toSorted()).toEqual([one.id, both.id].toSorted())
  expect((await as('GET', `/roles/${scout}`)).body.memberCount).toBe(2)
  await goOn()
  const events = eventsIn(await expectClean(), org.id)
  const deleted = events.find(({ type }) => type === 'role.deleted')
  expect(deleted).toMatchObject({ target: { id: guide, name: 'Guide' }, actor: { id: org.owner.id } })
  expect(deleted.changes.replaceWith).toEqual({ before: null, after: scout })
  const told = events.filter(({ type, target }) => type === 'user.changed' && target.id === both.id)
  expect(told).toEqual([
    expect.objectContaining({ actor: deleted.actor, changes: { roleIds: { before: [guide, scout], after: [scout] } } }),
  ])
})

test('D10: and on, before anybody’s row has followed; the last one left has what everybody has', async () => {
  const person = await addMember(stack(), org, { roleIds: [guide] })
  await hold()
  expect((await remove(guide, `?replaceWith=${scout}`)).status).toBe(204)
  expectProblem(await remove(scout), 409, 'role_in_use')
  expect((await remove(scout, '?replaceWith=rol_admin')).status).toBe(204)
  expect(await rolesOf(person.id)).toEqual(['rol_admin'])
  expect((await userOf(stack(), org, person.id)).siteIds).toBe('all')
  expect(await lists(person)).toBe(200)
  await goOn()
  expect(await rolesOf(person.id)).toEqual(['rol_admin'])
  await expectClean()
})

test('whoever has a replaced role is edited, suspended and re-activated as having the other one, while the rows follow', async () => {
  const [edited, back] = [
    await addMember(stack(), org, { roleIds: [guide] }),
    await addMember(stack(), org, { roleIds: [guide] }),
  ]
  await as('POST', `/users/${back.id}/suspend`)
  await hold()
  expect((await remove(guide, `?replaceWith=${scout}`)).status).toBe(204)
  const changed = await as('PATCH', `/users/${edited.id}`, { extraPermissions: ['audit:read'] })
  expect([changed.status, changed.body.roles]).toEqual([200, [{ id: scout, name: 'Scout' }]])
  expect((await as('PATCH', `/users/${edited.id}`, { firstName: 'Eda' })).status).toBe(200)
  expect((await as('POST', `/users/${back.id}/reactivate`)).body.roles).toEqual([{ id: scout, name: 'Scout' }])
  await goOn()
  for (const { id } of [edited, back]) expect(await rolesOf(id)).toEqual([scout])
  await expectClean()
})

test('M6: nobody gives everybody a role by deleting another one that they could not give by itself', async () => {
  const managing = await makeRole(stack(), org, ['roles:manage', 'roles:read', 'users:read'], { name: 'Role keeper' })
  const keeper = await addMember(stack(), org, { roleIds: [managing] })
  await addMember(stack(), org, { roleIds: [scout] })
  for (const id of ['rol_admin', 'rol_site_admin'])
    expectProblem(await remove(scout, `?replaceWith=${id}`, keeper), 403, 'grant_beyond_own')
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const billing = await makeRole(stack(), org, ['billing:manage'])
  expectProblem(await remove(scout, `?replaceWith=${billing}`, admin), 403, 'grant_beyond_own')
  expect((await remove(scout, '?replaceWith=rol_member', keeper)).status).toBe(204)
  await expectClean()
})

test('M6: an open invitation of a replaced role gives the other one, if whoever sent it has that too', async () => {
  const inviting = await makeRole(stack(), org, ['users:read', 'users:invite', 'users:update'], { name: 'Inviter' })
  const inviter = await addMember(stack(), org, { roleIds: [inviting] })
  const emails = [freshEmail(), freshEmail()]
  for (const email of emails) await invited(stack(), org, { email, roleIds: [guide] }, inviter)
  const [one, other] = [await tokenFor(stack(), emails[0] ?? ''), await tokenFor(stack(), emails[1] ?? '')]
  const reader = await makeRole(stack(), org, ['users:read'], { name: 'Reader' })
  await hold()
  expect((await remove(guide, `?replaceWith=${reader}`)).status).toBe(204)
  const accepted = await accept(stack(), one)
  expect([accepted.status, accepted.body.roles]).toEqual([200, [{ id: reader, name: 'Reader' }]])
  expect((await remove(reader, `?replaceWith=${scout}`)).status).toBe(204)
  expectProblem(await accept(stack(), other), 410, 'invitation_cancelled')
  await goOn()
  await expectClean()
})

test('a default role is in use, though nobody has it; its replacement takes its place there, too', async () => {
  await as('PATCH', '', { settings: { defaultRoleIds: ['rol_member', guide] } })
  const refused = expectProblem(await remove(guide), 409, 'role_in_use')
  expect(refused).toMatchObject({ used: 0, detail: expect.stringMatching(/default roles/) })
  expect((await remove(guide, `?replaceWith=${scout}`)).status).toBe(204)
  expect((await as('GET', '')).body.settings.defaultRoleIds).toEqual(['rol_member', scout])
  expect((await invited(stack(), org, { email: freshEmail() })).user.roles.map(({ id }: Json) => id)).toEqual([
    'rol_member',
    scout,
  ])
  const changes = eventsIn(await expectClean(), org.id).filter(({ type }) => type === 'organization.changed')
  expect(changes.at(-1).changes['settings.defaultRoleIds'].after).toEqual(['rol_member', scout])
})

test('nobody can be given a role that is gone, by any route, before or after the rows have followed', async () => {
  const person = await addMember(stack(), org)
  const { invitation } = await invited(stack(), org, { email: freshEmail() })
  const refused = async () => {
    expectFaults(await as('PATCH', `/users/${person.id}`, { roleIds: [guide] }), ['roleIds'])
    expectFaults(await as('PATCH', `/invitations/${invitation.id}`, { roleIds: [guide, 'rol_member'] }), ['roleIds'])
    expectFaults(await createUser(stack(), org, { email: freshEmail(), roleIds: [guide] }), ['roleIds'])
    expectFaults(await as('PATCH', '', { settings: { defaultRoleIds: [guide] } }), ['settings.defaultRoleIds'])
    expectFaults(await remove(scout, `?replaceWith=${guide}`), ['query.replaceWith'])
    const { results } = (await invite(stack(), org, { email: freshEmail(), roleIds: [guide] })).body
    expect(results[0].error).toMatchObject({ code: 'validation_failed' })
  }
  await hold()
  expect((await remove(guide)).status).toBe(204)
  await refused()
  await goOn()
  await refused()
  await expectClean()
})

test('T9: whoever had a role that takes no seat takes one by the role in its place at once, if there are as many', async () => {
  const people = [await addMember(stack(), org, { roleIds: [guide] }), await addMember(stack(), org, { roleIds: [guide] })]
  const seats = async () => (await as('GET', '')).body.seats
  await stack().invoke('setSeats', { orgId: org.id, seats: 2, counting: ['rol_owner', scout] })
  expect(await seats()).toEqual({ limit: 2, used: 1 })
  expect(expectProblem(await remove(guide, `?replaceWith=${scout}`), 409, 'seat_limit_reached')).toMatchObject({
    limit: 2,
    used: 1,
  })
  await stack().invoke('setSeats', { orgId: org.id, seats: 3 })
  await hold()
  expect((await remove(guide, `?replaceWith=${scout}`)).status).toBe(204)
  expect(await seats()).toEqual({ limit: 3, used: 3 })
  await as('DELETE', `/users/${people[0]?.id}`)
  expect(await seats()).toEqual({ limit: 3, used: 2 })
  await goOn()
  expect(await seats()).toEqual({ limit: 3, used: 2 })
  const spare = await makeRole(stack(), org, [], { name: 'Spare' })
  expect((await remove(scout, `?replaceWith=${spare}`)).status).toBe(204)
  expect(await seats()).toEqual({ limit: 3, used: 1 })
  await expectClean()
})

test('T9: which roles take a seat is said while the rows follow: whoever still has the old role in the row is counted once', async () => {
  await addMember(stack(), org, { roleIds: [guide] })
  const seats = async () => (await as('GET', '')).body.seats
  await hold()
  expect((await remove(guide, `?replaceWith=${scout}`)).status).toBe(204)
  await stack().invoke('setSeats', { orgId: org.id, seats: 1, counting: [scout] })
  expect(await seats()).toEqual({ limit: 1, used: 1 })
  await goOn()
  expect(await seats()).toEqual({ limit: 1, used: 1 })
  await expectClean()
})
