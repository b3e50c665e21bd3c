import { afterEach, beforeEach, expect, test } from 'vitest'
import { create as createUser } from '../support/accounts.ts'
import { type Answer, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { accept, breakDown, mend } from '../support/faults.ts'
import { addMember, createBusyOrg, freshEmail, invite, invited, type Member, type Org, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
let org: Org
let [a, b, c]: string[] = []

const as = (method: string, path: string, body?: unknown, by: Member = org.owner): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: by.token, body })
const made = async (name: string): Promise<string> => (await as('POST', '/sites', { name })).body.id
const remove = (id = '', query = '', by?: Member) => as('DELETE', `/sites/${id}${query}`, undefined, by)
const sitesOf = async (id: string) => (await userOf(stack(), org, id)).siteIds

beforeEach(async () => {
  org = await createBusyOrg(stack())
  ;[a, b, c] = [await made('Alpha'), await made('Beta'), await made('Gamma')]
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

/** Nobody's row names a site that is not there, nothing is left to do, and the lists say what the rows say. */
async function expectClean(): Promise<Json[]> {
  expect(await unsound(stack())).toEqual([])
  const items = await scanTable(stack())
  const there = items.filter(({ pk, sk }) => pk === `ORG#${org.id}` && sk.startsWith('SITE#')).map(({ site }) => site.id)
  for (const { siteIds } of usersIn(items, org.id)) {
    if (siteIds !== 'all') expect(there).toEqual(expect.arrayContaining(siteIds))
  }
  const roles = items.find(({ pk, sk }) => pk === `ORG#${org.id}` && sk === 'ROLES')
  expect(Object.keys(roles).filter(name => name.startsWith('leaving'))).toEqual([])
  return items
}

test('a site that nobody has goes at once; then it is as unknown as one that never was', async () => {
  expect((await remove(a)).status).toBe(204)
  const never = await as('GET', '/sites/ste_01m0000000never')
  for (const answer of [await as('GET', `/sites/${a}`), await as('PATCH', `/sites/${a}`, {}), await remove(a)])
    expect({ ...expectProblem(answer, 404, 'not_found'), requestId: '' }).toEqual({ ...never.body, requestId: '' })
  await expectClean()
})

test('T2: what would become of the people is said and asked: how many have the site, and how many no other', async () => {
  const only = await addMember(stack(), org, { siteIds: [a] })
  await addMember(stack(), org, { siteIds: [a, b] })
  await invited(stack(), org, { email: freshEmail(), siteIds: [a] })
  await addMember(stack(), org, { siteIds: 'all' })
  await addMember(stack(), org, { roleIds: ['rol_admin'], siteIds: [a] })
  await settle(stack())
  const asked = expectProblem(await remove(a), 409, 'site_in_use')
  expect(asked).toMatchObject({ used: 3, onlyHere: 2 })
  expect(asked.detail).toMatch(new RegExp(`3 people have this site, of whom 2 would be left without any.*confirm=${a}`))
  expectFaults(await remove(a, `?confirm=${b}`), ['query.confirm'])
  expect(await sitesOf(only.id)).toEqual([a])
  expect((await remove(a, `?confirm=${a}`)).status).toBe(204)
  await settle(stack())
  expect(await sitesOf(only.id)).toEqual([])
  expectProblem(await remove(a, `?confirm=${a}`), 404, 'not_found')
  await expectClean()
})

test('T8: each person’s row follows, with an event of its own by whoever deleted the site; the log keeps its name', async () => {
  const [one, other] = [await addMember(stack(), org, { siteIds: [a] }), await addMember(stack(), org, { siteIds: [b, a] })]
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'], siteIds: [a], firstName: 'Ada', lastName: 'Min' })
  expect((await remove(a, `?confirm=${a}`, admin)).status).toBe(204)
  const items = await expectClean()
  const events = eventsIn(items, org.id)
  const deleted = events.find(({ type }) => type === 'site.deleted')
  expect(deleted).toMatchObject({ target: { type: 'site', id: a, name: 'Alpha' }, actor: { id: admin.id } })
  expect(deleted.changes).toEqual({ name: { before: 'Alpha', after: null }, description: { before: '', after: null } })
  const told = (id: string) => events.filter(({ type, target }) => type === 'user.changed' && target.id === id)
  expect(told(one.id)).toEqual([
    expect.objectContaining({ actor: deleted.actor, origin: deleted.origin, changes: { siteIds: { before: [a], after: [] } } }),
  ])
  expect(told(other.id).map(({ changes }) => changes)).toEqual([{ siteIds: { before: [b, a], after: [b] } }])
  expect(told(admin.id).map(({ changes }) => changes)).toEqual([{ siteIds: { before: [a], after: [] } }])
})

test('T2: replaceWith gives everybody the other site, once; it must be there, and another one', async () => {
  const [one, both] = [await addMember(stack(), org, { siteIds: [a] }), await addMember(stack(), org, { siteIds: [a, b] })]
  for (const id of ['ste_01m0000000never', a]) expectFaults(await remove(a, `?replaceWith=${id}`), ['query.replaceWith'])
  expect((await remove(a, `?replaceWith=${b}`)).status).toBe(204)
  await settle(stack())
  for (const { id } of [one, both]) expect(await sitesOf(id)).toEqual([b])
  const events = eventsIn(await expectClean(), org.id)
  expect(events.find(({ type }) => type === 'site.deleted').changes.replaceWith).toEqual({ before: null, after: b })
})

test('T2, T6: a deleted site gives nothing from the next call on, though the rows still name it', async () => {
  const keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [a] })
  const near = await addMember(stack(), org, { siteIds: [a, b] })
  expect((await as('GET', `/users/${near.id}`, undefined, keeper)).status).toBe(200)
  await hold()
  expect((await remove(a, `?confirm=${a}`)).status).toBe(204)
  expect(usersIn(await scanTable(stack()), org.id).find(({ id }) => id === near.id).siteIds).toEqual([a, b])
  expectProblem(await as('GET', `/users/${near.id}`, undefined, keeper), 404, 'not_found')
  expectProblem(await as('PATCH', `/users/${near.id}`, { firstName: 'X' }, keeper), 404, 'not_found')
  expect((await as('GET', '/users', undefined, keeper)).body.items).toEqual([])
  expect((await as('GET', '/sites', undefined, keeper)).body.items).toEqual([])
  const { memberships } = (await ask(stack(), 'GET', '/v1/me', { token: keeper.token })).body
  expect(memberships.map(({ sites }: Json) => sites)).toEqual([[]])
  expect(await sitesOf(near.id)).toEqual([b])
  const { error } = (await invite(stack(), org, { email: freshEmail(), siteIds: [a] }, keeper)).body.results[0]
  expect(error).toMatchObject({ code: 'validation_failed', errors: [{ path: 'siteIds' }] })
  await goOn()
  await expectClean()
})

test('T2: with another site in its place, people go on seeing each other while the rows follow, and nobody else comes in', async () => {
  const keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [a] })
  const [near, there] = [await addMember(stack(), org, { siteIds: [a] }), await addMember(stack(), org, { siteIds: [b] })]
  const far = await addMember(stack(), org, { siteIds: [c] })
  const sees = async ({ id }: Member) => (await as('GET', `/users/${id}`, undefined, keeper)).status
  await hold()
  expect((await remove(a, `?replaceWith=${b}`)).status).toBe(204)
  expect(await Promise.all([near, there, far].map(sees))).toEqual([200, 200, 404])
  expect((await as('GET', '/sites', undefined, keeper)).body.items.map(({ id }: Json) => id)).toEqual([b])
  expect(await sitesOf(near.id)).toEqual([b])
  // And on, before anybody's row has followed.
  expect((await remove(b, `?replaceWith=${c}`)).status).toBe(204)
  expect(await Promise.all([near, there, far].map(sees))).toEqual([200, 200, 200])
  expect(await sitesOf(near.id)).toEqual([c])
  expect((await remove(c, `?confirm=${c}`)).status).toBe(204)
  expect(await Promise.all([near, there, far].map(sees))).toEqual([404, 404, 404])
  await goOn()
  await expectClean()
  for (const { id } of [near, there, far, keeper]) expect(await sitesOf(id)).toEqual([])
})

test('T2: nobody can be given a site that is gone, by any route, before or after the rows have followed', async () => {
  const person = await addMember(stack(), org, { siteIds: [b] })
  const { invitation } = await invited(stack(), org, { email: freshEmail(), siteIds: [b] })
  const refused = async () => {
    expectFaults(await as('PATCH', `/users/${person.id}`, { siteIds: [a] }), ['siteIds'])
    expectFaults(await as('PATCH', `/invitations/${invitation.id}`, { siteIds: [a, b] }), ['siteIds'])
    expectFaults(await createUser(stack(), org, { email: freshEmail(), siteIds: [a] }), ['siteIds'])
    const { results } = (await invite(stack(), org, { email: freshEmail(), siteIds: [a] })).body
    expect(results[0].error).toMatchObject({ code: 'validation_failed' })
  }
  await hold()
  expect((await remove(a)).status).toBe(204)
  await refused()
  await goOn()
  await refused()
  await expectClean()
})

test('M6: an open invitation of a site that was replaced is accepted while the rows follow: its backer has the other one, too', async () => {
  const keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [a] })
  const email = freshEmail()
  const { user } = await invited(stack(), org, { email, siteIds: [a] }, keeper)
  const token = await tokenFor(stack(), email)
  await hold()
  expect((await remove(a, `?replaceWith=${b}`)).status).toBe(204)
  const accepted = await accept(stack(), token)
  expect([accepted.status, accepted.body.siteIds]).toEqual([200, [b]])
  await goOn()
  expect(await sitesOf(user.id)).toEqual([b])
  await expectClean()
})

test('M11: correcting the address of an invitation takes no site along that is gone meanwhile', async () => {
  const { invitation } = await invited(stack(), org, { email: freshEmail(), siteIds: [a, c] })
  await hold()
  expect((await remove(a, `?replaceWith=${b}`)).status).toBe(204)
  const corrected = await as('POST', `/invitations/${invitation.id}/correct-email`, { email: freshEmail() })
  expect(corrected.status).toBe(200)
  expect(await sitesOf(corrected.body.userId)).toEqual([b, c])
  await goOn()
  expect(await sitesOf(corrected.body.userId)).toEqual([b, c])
  await expectClean()
})

test('people who left or are suspended lose the site too, and come back without it', async () => {
  const [gone, blocked] = [await addMember(stack(), org, { siteIds: [a] }), await addMember(stack(), org, { siteIds: [a, b] })]
  expect((await as('DELETE', `/users/${gone.id}`)).status).toBe(200)
  expect((await as('POST', `/users/${blocked.id}/suspend`)).status).toBe(200)
  await settle(stack())
  expect(expectProblem(await remove(a), 409, 'site_in_use')).toMatchObject({ used: 2, onlyHere: 1 })
  await remove(a, `?confirm=${a}`)
  await settle(stack())
  for (const { id } of [gone, blocked]) expect((await as('POST', `/users/${id}/reactivate`)).status).toBe(200)
  expect([await sitesOf(gone.id), await sitesOf(blocked.id)]).toEqual([[], [b]])
  await expectClean()
})
