import { beforeAll, beforeEach, expect, test } from 'vitest'
import { type Answer, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { together } from '../support/figures.ts'
import {
  addMember,
  again,
  createBusyOrg,
  createOrg,
  freshEmail,
  invited,
  type Member,
  type Org,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectOurHeaders, expectProblem, expectUnauthorized } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let here: Org
let there: Org
let maria: Member
beforeAll(async () => {
  here = await createBusyOrg(stack(), { name: 'Here' })
  there = await createBusyOrg(stack(), { name: 'There' })
})

/** One person, active in both. */
beforeEach(async () => {
  maria = await addMember(stack(), here, { firstName: 'Maria', lastName: 'Lopez' })
  await invited(stack(), there, { email: maria.email, firstName: 'Mary' })
  const body = { token: await tokenFor(stack(), maria.email) }
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { token: maria.token, body })
  expect(accepted.status, accepted.text).toBe(200)
})

const patch = (body: unknown, { by = maria, query = '' } = {}): Promise<Answer> =>
  ask(stack(), 'PATCH', `/v1/me${query}`, { token: by.token, body })
const me = async (by = maria): Promise<Json> => (await ask(stack(), 'GET', '/v1/me', { token: by.token })).body
const membership = (answer: Json, org: Org): Json =>
  answer.memberships.find(({ organization }: Json) => organization.id === org.id)
const inBoth = async () => [await userOf(stack(), here, maria.id), await userOf(stack(), there, maria.id)]
const changesOf = async (org: Org, id = maria.id): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ type, target }) => type === 'user.changed' && target.id === id)
let names = 0
const freshName = () => `maria.${process.pid}-${names++}`

test('M3, M4, D4: somebody changes the own names and contact details, everywhere at once, and is answered as by GET', async () => {
  const fields = {
    firstName: 'Marie',
    lastName: 'Lefèvre',
    displayName: 'Marie L.',
    phone: '+33 1 23 45 67 89',
    communicationEmail: freshEmail('elsewhere'),
    locale: 'fr',
  }
  const answer = await patch({ ...fields, communicationEmail: ` ${fields.communicationEmail.toUpperCase()}` })
  expect(answer.status, answer.text).toBe(200)
  expectOurHeaders(answer)
  expect(answer.body).toEqual(await me())
  for (const org of [here, there]) expect(membership(answer.body, org).user).toMatchObject(fields)
  for (const user of await inBoth()) expect(user).toMatchObject({ ...fields, id: maria.id, email: maria.email, version: 3 })
  const back = await patch({ phone: null, communicationEmail: null, displayName: '' })
  expect(membership(back.body, here).user).toMatchObject({ phone: null, communicationEmail: null, displayName: 'Marie Lefèvre' })
})

test('with orgId the change stays in that organization', async () => {
  const [before] = await inBoth()
  const answer = await patch({ firstName: 'Only There' }, { query: `?orgId=${there.id}` })
  expect(membership(answer.body, there).user.firstName).toBe('Only There')
  expect(membership(answer.body, here).user.firstName).toBe('Maria')
  expect(await inBoth()).toMatchObject([before, { firstName: 'Only There', version: 3 }])
  expect([(await changesOf(here)).length, (await changesOf(there)).length]).toEqual([0, 1])
})

test('each changed membership has one event, by the person, with the name as it was and what changed there', async () => {
  await patch({ firstName: 'Maria', phone: '+1 555 0100' })
  const [[one], [two]] = [await changesOf(here), await changesOf(there)]
  const phone = { before: null, after: '+1 555 0100' }
  expect(one).toMatchObject({ actor: { kind: 'user', id: maria.id, name: 'Maria Lopez' }, target: { name: 'Maria Lopez' } })
  expect(one.changes).toEqual({ phone })
  expect(two).toMatchObject({ actor: { id: maria.id, name: 'Mary' }, target: { name: 'Maria' } })
  expect(two.changes).toEqual({ firstName: { before: 'Mary', after: 'Maria' }, phone })
})

test('a change that changes nothing writes nothing', async () => {
  const username = freshName()
  await patch({ firstName: 'Maria', username, activeOrgId: here.id })
  await settle(stack())
  const before = await scanTable(stack())
  const own = (await me()).memberships.find(({ organization }: Json) => organization.id === here.id)
  for (const body of [{}, { firstName: 'Maria', lastName: own.user.lastName }, { username: username.toUpperCase() }])
    expect((await patch(body, { query: `?orgId=${here.id}` })).status).toBe(200)
  expect((await patch({ activeOrgId: here.id })).status).toBe(200)
  await settle(stack())
  expect(await scanTable(stack())).toEqual(before)
})

test('where the person is suspended nothing changes, and it cannot be named', async () => {
  const suspend = `/v1/orgs/${there.id}/users/${maria.id}/suspend`
  await ask(stack(), 'POST', suspend, { token: there.owner.token })
  const answer = await patch({ firstName: 'Still here' })
  expect(answer.body.memberships).toHaveLength(1)
  const [one, two] = await inBoth()
  expect([one.firstName, two.firstName]).toEqual(['Still here', 'Mary'])
  expectProblem(await patch({ firstName: 'X' }, { query: `?orgId=${there.id}` }), 404, 'not_found')
  expectProblem(await patch({ activeOrgId: there.id }), 404, 'not_found')
  expect((await patch({ username: freshName() })).status).toBe(200)
  expect(await changesOf(there)).toEqual([])
})

test('an organization of others is the 404 of one that never existed, and nothing of the request is done', async () => {
  const strange = await createOrg(stack(), 'Strange')
  const before = await me()
  for (const orgId of [strange.id, 'org_01m0000000neverexisted0000', 'x%23y']) {
    expectProblem(await patch({ firstName: 'X' }, { query: `?orgId=${orgId}` }), 404, 'not_found')
    expectProblem(await patch({ firstName: 'X', activeOrgId: orgId }), 404, 'not_found')
  }
  expect(await me()).toEqual(before)
})

test('activeOrgId chooses which organization new tokens speak for, until access there ends', async () => {
  for (const org of [there, here, there]) {
    expect((await patch({ activeOrgId: org.id })).body.activeOrgId).toBe(org.id)
    expect((await me()).activeOrgId).toBe(org.id)
  }
  await ask(stack(), 'POST', `/v1/orgs/${there.id}/users/${maria.id}/suspend`, { token: there.owner.token })
  expect((await me()).activeOrgId).toBe(here.id)
  expect([await changesOf(here), await changesOf(there)]).toEqual([[], []])
})

test('L3: a username is one for the whole deployment, whatever its case, and free again when given up', async () => {
  const other = await addMember(stack(), there)
  const [name, next] = [freshName(), freshName()]
  expect((await patch({ username: ` ${name.toUpperCase()} ` })).body.username).toBe(name)
  for (const form of [name, name.toUpperCase(), name.replace('maria', 'ｍaria')])
    expect(expectProblem(await patch({ username: form }, { by: other }), 409, 'username_taken').detail).toContain(name)
  expect((await patch({ username: next })).body.username).toBe(next)
  expect((await patch({ username: name }, { by: other })).body.username).toBe(name)
  expect((await patch({ username: null })).body.username).toBeNull()
  expect((await patch({ username: next }, { by: other })).body.username).toBe(next)
  expect((await patch({ username: name })).body.username).toBe(name)
  expect(await unsound(stack())).toEqual([])
})

test('a new username stands in the audit log of every organization of the person, once, beside what else changed there', async () => {
  const name = freshName()
  await patch({ username: name, firstName: 'Mia' }, { query: `?orgId=${here.id}` })
  const username = { before: null, after: name }
  const [[one], [two], ...more] = [await changesOf(here), await changesOf(there)]
  expect(more).toEqual([])
  expect(one.changes).toEqual({ username, firstName: { before: 'Maria', after: 'Mia' } })
  expect(two.changes).toEqual({ username })
  const [mine, theirs] = await inBoth()
  expect([mine.version, theirs.version]).toEqual([3, 2])
})

test('of many who want one username at once exactly one gets it', async () => {
  const name = freshName()
  const people = await Promise.all(Array.from({ length: 6 }, () => addMember(stack(), here)))
  const answers = await Promise.all(people.map(by => patch({ username: name }, { by })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409])
  for (const answer of answers) if (answer.status === 409) expectProblem(answer, 409, 'username_taken')
  expect(await unsound(stack())).toEqual([])
})

test('of many changes of one person at once every one is made', async () => {
  const [name, phone] = [freshName(), '+1 555 0142']
  const answers = await together(6, index => patch([{ username: name }, { phone }, { lastName: 'Löwe' }][index % 3]))
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200))
  const { username, memberships } = await me()
  expect(username).toBe(name)
  for (const { user } of memberships) expect(user).toMatchObject({ phone, lastName: 'Löwe' })
  expect((await changesOf(here)).length).toBe(3)
  expect(await unsound(stack())).toEqual([])
})

test('a person erased leaves the username to others', async () => {
  const [gone, name] = [await addMember(stack(), here), freshName()]
  await patch({ username: name }, { by: gone })
  const path = `/v1/orgs/${here.id}/users/${gone.id}`
  await ask(stack(), 'DELETE', path, { token: here.owner.token })
  const erased = await ask(stack(), 'DELETE', `${path}?permanent=true&confirm=${gone.id}`, { token: here.owner.token })
  expect(erased.status, erased.text).toBeLessThan(300)
  expect((await patch({ username: name })).body.username).toBe(name)
  expect(await unsound(stack())).toEqual([])
})

test.each(['ab', 'x'.repeat(41), '-ab', '.ab', '_ab', 'a b c', 'maria@example.com', 'märia', 'ab\n', 'a/b', '', 'a#b'])(
  'no username: %j',
  async username => {
    const [fault] = expectFaults(await patch({ username }), ['username'])
    expect(fault.message).toMatch(/3 to 40/)
  },
)

test('neither email, status, roles nor anything else of one’s rights can be changed by oneself, and every fault is named', async () => {
  const wrong = {
    email: 'x@example.com',
    status: 'active',
    roleIds: ['rol_owner'],
    extraPermissions: [],
    siteIds: 'all',
    id: 'usr_1',
  }
  expectFaults(await patch({ firstName: 'X', ...wrong }), Object.keys(wrong))
  expectFaults(await patch({ firstName: 7, locale: 'tlh', communicationEmail: 'no address', activeOrgId: null }), [
    'firstName',
    'locale',
    'communicationEmail',
    'activeOrgId',
  ])
  expectFaults(await patch({}, { query: '?shoe=1' }), ['query.shoe'])
  expect((await me()).memberships.map(({ user }: Json) => user.firstName).toSorted()).toEqual(['Maria', 'Mary'])
})

test('without a token it is 401, and somebody who has access nowhere gets 403', async () => {
  expectUnauthorized(await ask(stack(), 'PATCH', '/v1/me', { body: { firstName: 'X' } }))
  const person = await again(stack(), await addMember(stack(), here))
  await ask(stack(), 'POST', `/v1/orgs/${here.id}/users/${person.id}/suspend`, { token: here.owner.token })
  expectProblem(await patch({ firstName: 'X' }, { by: person }), 403, 'forbidden')
})
