import { beforeAll, expect, test } from 'vitest'
import { type Answer, advance, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { runSchedule } from '../support/faults.ts'
import {
  addMember,
  again,
  createBusyOrg,
  createOrg,
  freshEmail,
  invited,
  join,
  type Member,
  type Org,
  signIn,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectProblem, expectUnauthorized } from '../support/problems.ts'
import { putLease, wholeTable } from '../support/records.ts'
import { give } from '../support/resources.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createBusyOrg(stack())
})

const pathOf = (id: string, at: Org = org) => `/v1/orgs/${at.id}/users/${id}`
const remove = (id: string, query = '', at: Org = org): Promise<Answer> =>
  ask(stack(), 'DELETE', pathOf(id, at) + query, { token: at.owner.token })
const erase = (id: string, at: Org = org): Promise<Answer> => remove(id, `?permanent=true&confirm=${id}`, at)
const suspend = (id: string) => ask(stack(), 'POST', `${pathOf(id)}/suspend`, { token: org.owner.token })
/** Every row that still names this person, but the log and the invitation that was accepted. */
const tracesOf = async (...texts: string[]) =>
  (await scanTable(stack()))
    .filter(({ pk, sk }) => !pk.endsWith('#AUDIT') && !sk.startsWith('INVITATION#'))
    .filter(item => texts.some(text => JSON.stringify(item).includes(text)))
    .map(({ pk, sk }) => `${pk} ${sk}`)

test.each(['suspended', 'inactive'])(
  'D9: somebody %s is erased, and stays only in the log, by the name of then',
  async status => {
    const person = await addMember(stack(), org, { firstName: 'Erna', lastName: `Erased ${status}`, phone: '+1 555 0142' })
    await (status === 'suspended' ? suspend(person.id) : remove(person.id))
    const { used } = (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body.seats
    const answer = await erase(person.id)
    expect([answer.status, answer.text]).toEqual([204, ''])
    const { seats } = (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body
    expect(seats.used).toBe(status === 'suspended' ? used - 1 : used)
    expectProblem(await ask(stack(), 'GET', pathOf(person.id), { token: org.owner.token }), 404, 'not_found')
    await settle(stack())
    expect(await tracesOf(person.id, person.email, 'Erna', '+1 555 0142')).toEqual([])
    expect((await cognitoUsers(stack())).some(({ Username }) => Username === person.id)).toBe(false)
    const [event] = eventsIn(await scanTable(stack()), org.id).filter(
      ({ type, target }) => type === 'user.erased' && target.id === person.id,
    )
    expect(event).toMatchObject({
      actor: { id: org.owner.id, name: 'Olga Owner' },
      target: { type: 'user', id: person.id, name: `Erna Erased ${status}` },
      changes: {},
    })
    expect(JSON.stringify(event)).not.toMatch(/555|@example\.com/)
    expect(await unsound(stack())).toEqual([])
  },
)

test('D9: it asks twice: without the id once more, or with another one, nothing is erased', async () => {
  const [person, other] = [await addMember(stack(), org), await addMember(stack(), org)]
  await suspend(person.id)
  await settle(stack())
  const before = await wholeTable(stack())
  for (const query of ['', '&confirm=', `&confirm=${other.id}`, '&confirm=yes'])
    expect(expectFaults(await remove(person.id, `?permanent=true${query}`), ['query.confirm'])[0].message).toContain(person.id)
  expectFaults(await remove(person.id, `?confirm=${person.id}`), ['query.confirm'])
  expectFaults(await remove(person.id, `?permanent=false&confirm=${person.id}`), ['query.permanent'])
  expectFaults(await remove(person.id, `?permanent=true&confirm=${person.id}&transferTo=${other.id}`), ['query.transferTo'])
  expect(await wholeTable(stack())).toEqual(before)
})

test('A2, D9: only somebody suspended or inactive can be erased, and the refusal says what is possible', async () => {
  const active = await addMember(stack(), org)
  expect(expectProblem(await erase(active.id), 409, 'wrong_status').possible).toEqual(['suspend', 'remove'])
  const { user } = await invited(stack(), org, { email: freshEmail() })
  expect(expectProblem(await erase(user.id), 409, 'wrong_status').possible).toEqual(['resend', 'cancel'])
  await remove(active.id)
  expect((await erase(active.id)).status).toBe(204)
  expectProblem(await erase(active.id), 404, 'not_found')
})

test('D9: resources are moved first, and the refusal says so', async () => {
  const [person, heir] = [await addMember(stack(), org), await addMember(stack(), org)]
  await give(stack(), org, person, 2)
  await suspend(person.id)
  const refusal = expectProblem(await erase(person.id), 409, 'transfer_required')
  expect(refusal).toMatchObject({ resources: 2, detail: expect.stringMatching(/\/transfer/) })
  const moved = await ask(stack(), 'POST', `${pathOf(person.id)}/transfer`, {
    token: org.owner.token,
    body: { toUserId: heir.id },
  })
  expect(moved.body).toMatchObject({ status: 'suspended', transfer: { total: 2 } })
  await settle(stack())
  expect((await erase(person.id)).status).toBe(204)
  expect(await unsound(stack())).toEqual([])
})

test('D9: an erased person’s address is invited anew as a new person, to whom nothing of the old one is left', async () => {
  const person = await addMember(stack(), org, { firstName: 'Old', roleIds: ['rol_admin'] })
  await suspend(person.id)
  await erase(person.id)
  const { user } = await invited(stack(), org, { email: person.email })
  expect(user.id).not.toBe(person.id)
  expect(user).toMatchObject({ firstName: null, roles: [{ id: 'rol_member' }], version: 1 })
  const fresh = await join(stack(), person.email)
  expect(fresh.id).toBe(user.id)
  expect((await ask(stack(), 'GET', '/v1/me', { token: fresh.token })).body.id).toBe(user.id)
  expectUnauthorized(await ask(stack(), 'GET', '/v1/me', { token: person.token }))
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: person.token }), 404, 'not_found')
  expect(await unsound(stack())).toEqual([])
})

/** The same person in a second organization. */
async function addTo(second: Org, person: Member): Promise<void> {
  await invited(stack(), second, { email: person.email })
  const token = await tokenFor(stack(), person.email)
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { token: person.token, body: { token } })
  expect(accepted.status, accepted.text).toBe(200)
}

test('D9: in another organization the erased person goes on untouched, with the same sign-in', async () => {
  const other = await createOrg(stack(), 'Other')
  const person = await addMember(stack(), other, { firstName: 'Stays' })
  await addTo(org, person)
  const before = await userOf(stack(), other, person.id)
  await suspend(person.id)
  expect((await erase(person.id)).status).toBe(204)
  await settle(stack())
  const { actions, ...same } = await userOf(stack(), other, person.id)
  expect({ ...same, actions }).toEqual(before)
  const token = await signIn(stack(), person.email)
  const { body } = await ask(stack(), 'GET', '/v1/me', { token })
  expect(body.memberships.map((one: Json) => one.organization.id)).toEqual([other.id])
  expect((await ask(stack(), 'GET', `/v1/orgs/${other.id}`, { token: person.token })).status).toBe(200)
  expect(await unsound(stack())).toEqual([])
  await remove(person.id, '', other)
  expect((await erase(person.id, other)).status).toBe(204)
  await settle(stack())
  expect(await tracesOf(person.id, person.email)).toEqual([])
})

test('D9: of two organizations that erase the same person at once, the last one takes the identity along', async () => {
  for (let times = 0; times < 5; times++) {
    const other = await createOrg(stack(), 'Twin')
    const person = await addMember(stack(), other)
    await addTo(org, person)
    await remove(person.id)
    await remove(person.id, '', other)
    const answers = await Promise.all([erase(person.id), erase(person.id, other)])
    expect(answers.map(({ status }) => status)).toEqual([204, 204])
    await settle(stack())
    expect(await tracesOf(person.id, person.email)).toEqual([])
  }
  expect(await unsound(stack())).toEqual([])
})

test('a username is free again when its person is erased', async () => {
  const [one, other] = [await addMember(stack(), org), await addMember(stack(), org)]
  const username = `erased-${process.pid}`
  const take = (by: Member) => ask(stack(), 'PATCH', '/v1/me', { token: by.token, body: { username } })
  expect((await take(one)).status).toBe(200)
  expectProblem(await take(other), 409, 'username_taken')
  await suspend(one.id)
  await erase(one.id)
  expect((await take(other)).status).toBe(200)
})

test('an identity that somebody is just changing at Cognito is left to the schedule, which clears it with its Cognito user', async () => {
  const person = await addMember(stack(), org)
  await suspend(person.id)
  await settle(stack())
  await putLease(stack(), person.id, { id: 'another-request', until: new Date(Date.now() + 60_000).toISOString() })
  expect((await erase(person.id)).status).toBe(204)
  await settle(stack())
  expect((await cognitoUsers(stack())).some(({ Username }) => Username === person.id)).toBe(true)
  await advance(stack(), 3600)
  await runSchedule(stack())
  expect(await unsound(stack())).toEqual([])
  expect(await tracesOf(person.id, person.email)).toEqual([])
  org.owner = await again(stack(), org.owner)
})

test('erasing honours If-Match, and answers the same to a second one as to an id that never was', async () => {
  const person = await addMember(stack(), org)
  await suspend(person.id)
  const { version } = await userOf(stack(), org, person.id)
  const path = `${pathOf(person.id)}?permanent=true&confirm=${person.id}`
  const withVersion = (tag: number) =>
    ask(stack(), 'DELETE', path, { token: org.owner.token, headers: { 'if-match': `"${tag}"` } })
  expectProblem(await withVersion(version - 1), 412, 'stale_version')
  expect((await withVersion(version)).status).toBe(204)
  const gone = expectProblem(await erase(person.id), 404, 'not_found')
  const never = expectProblem(await erase('usr_01m0000000neverexisted0000'), 404, 'not_found')
  expect({ ...gone, requestId: '' }).toEqual({ ...never, requestId: '' })
})

test('nobody erases somebody whose rights exceed their own', async () => {
  const [admin, second] = [
    await addMember(stack(), org, { roleIds: ['rol_admin'] }),
    await addMember(stack(), org, { roleIds: ['rol_owner'] }),
  ]
  await suspend(second.id)
  const path = `${pathOf(second.id)}?permanent=true&confirm=${second.id}`
  expectProblem(await ask(stack(), 'DELETE', path, { token: admin.token }), 403, 'beyond_your_rights')
})

test('D9: whoever was erased here and is invited elsewhere is nobody’s any more when that invitation comes to nothing, and the address is free', async () => {
  const [person, there] = [await addMember(stack(), org), await createOrg(stack(), 'There')]
  const { invitation } = await invited(stack(), there, { email: person.email })
  await suspend(person.id)
  expect((await erase(person.id)).status).toBe(204)
  const path = `/v1/orgs/${there.id}/invitations/${invitation.id}`
  expect((await ask(stack(), 'DELETE', path, { token: there.owner.token })).status).toBe(204)
  expect(await unsound(stack())).toEqual([])
  const created = await ask(stack(), 'POST', `/v1/orgs/${there.id}/users`, {
    token: there.owner.token,
    body: { email: person.email },
  })
  expect(created.status, created.text).toBe(201)
  expect(created.body.id).not.toBe(person.id)
})
