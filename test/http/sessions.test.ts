import { decodeJwt } from 'jose'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { type Answer, advance, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { together } from '../support/figures.ts'
import {
  addMember,
  again,
  cognito,
  createBusyOrg,
  createOrg,
  freshEmail,
  invited,
  type Member,
  type Org,
} from '../support/people.ts'
import { expectOurHeaders, expectProblem, expectUnauthorized } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'
import { openSession, organizationIn, refreshed, type Session } from '../support/tokens.ts'

const stack = useStack()
let here: Org
let there: Org
beforeAll(async () => {
  here = await createBusyOrg(stack(), { name: 'Here' })
  there = await createBusyOrg(stack(), { name: 'There' })
})

/** The clock was moved. */
beforeEach(async () => {
  for (const org of [here, there]) org.owner = await again(stack(), org.owner)
  await mend(stack())
})

const mine = (token: string, method = 'GET', id = '') => ask(stack(), method, `/v1/me/sessions${id && `/${id}`}`, { token })
const theirs = (person: Member, { method = 'GET', id = '', by = here.owner, org = here } = {}) =>
  ask(stack(), method, `/v1/orgs/${org.id}/users/${person.id}/sessions${id && `/${id}`}`, { token: by.token })
const currentId = async (token: string): Promise<string> => (await mine(token)).body.items.find(({ current }: Json) => current).id

/** What the token opens right now: its own person, and the organization. */
const use = async (token: string, org = here): Promise<number[]> => [
  (await ask(stack(), 'GET', '/v1/me', { token })).status,
  (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token })).status,
]
const open = [200, 200]
const shut = [401, 401]

/** Somebody with so many sign-ins of the same moment, the one of joining aside, which is ended. */
async function signedIn(count: number, org = here): Promise<{ person: Member; sessions: Session[] }> {
  const person = await addMember(stack(), org, { firstName: 'Pia' })
  const sessions: Session[] = []
  for (let made = 0; made < count; made++) sessions.push(await openSession(stack(), person.email))
  const joined = await currentId(person.token)
  expect((await mine(sessions[0]?.access ?? '', 'DELETE', joined)).status).toBe(204)
  return { person, sessions }
}

/** Active in both organizations. */
async function inBoth(): Promise<Member> {
  const person = await addMember(stack(), here)
  await invited(stack(), there, { email: person.email })
  const body = { token: await tokenFor(stack(), person.email) }
  expect((await ask(stack(), 'POST', '/v1/invitations/accept', { token: person.token, body })).status).toBe(200)
  return person
}

const eventsOf = async (org: Org, { id }: Member): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ type, target }) => /^sessions?\./.test(type) && target.id === id)

test('D7: somebody sees where they are signed in, the latest activity first, and which session asks', async () => {
  const { sessions } = await signedIn(1)
  const [first] = sessions
  await advance(stack(), 60)
  const person = decodeJwt(first?.access ?? '').username
  const email = (await ask(stack(), 'GET', '/v1/me', { token: first?.access })).body.email
  const second = await openSession(stack(), email)
  const answer = await mine(second.access)
  expect(answer.status, answer.text).toBe(200)
  expectOurHeaders(answer)
  expect(person).toMatch(/^usr_/)
  expect(answer.body.nextCursor).toBeNull()
  const [newest, oldest, ...more] = answer.body.items
  expect(more).toEqual([])
  expect(Object.keys(newest).toSorted()).toEqual(['createdAt', 'current', 'device', 'id', 'ip', 'lastActiveAt'])
  expect(newest).toMatchObject({ id: expect.stringMatching(/^ses_[a-z0-9]{25}$/), ip: '127.0.0.1', current: true })
  expect(oldest).toMatchObject({ current: false })
  expect(Date.parse(newest.createdAt) - Date.parse(oldest.createdAt)).toBeGreaterThanOrEqual(60_000)
  expect((await mine(first?.access ?? '')).body.items.map(({ current }: Json) => current)).toEqual([false, true])
})

test('a refresh is an activity of the session, and no other session', async () => {
  const { sessions } = await signedIn(2)
  const [one, two] = sessions as [Session, Session] // two were asked for
  const [id, other] = [await currentId(one.access), await currentId(two.access)]
  await advance(stack(), 120)
  const next = await refreshed(stack(), one)
  const { items } = (await mine(next.access)).body
  expect(items.map((item: Json) => item.id)).toEqual([id, other])
  expect(items[0].current).toBe(true)
  expect(Date.parse(items[0].lastActiveAt) - Date.parse(items[0].createdAt)).toBeGreaterThanOrEqual(120_000)
})

test('D7, figure 12: of three sign-ins of one moment exactly the one that was ended is refused on the next call, and gets no new token', async () => {
  const { sessions } = await signedIn(3)
  const [one, two, three] = sessions as [Session, Session, Session] // three were asked for
  const ended = await currentId(two.access)
  const answer = await mine(one.access, 'DELETE', ended)
  expect([answer.status, answer.text]).toEqual([204, ''])
  expect(await use(two.access)).toEqual(shut)
  await expect(refreshed(stack(), two)).rejects.toThrow(/NotAuthorizedException/)
  expect(await use(one.access)).toEqual(open)
  expect(await use(three.access)).toEqual(open)
  expect(await use((await refreshed(stack(), three)).access)).toEqual(open)
  expect((await mine(one.access)).body.items.map(({ id }: Json) => id)).not.toContain(ended)
})

test('ended twice is ended once, also in the log; and the session that asks may end itself', async () => {
  const { person, sessions } = await signedIn(2)
  const [one, two] = sessions as [Session, Session] // two were asked for
  const before = (await eventsOf(here, person)).length
  const other = await currentId(two.access)
  for (let times = 0; times < 2; times++) expect((await mine(one.access, 'DELETE', other)).status).toBe(204)
  expect(await eventsOf(here, person)).toHaveLength(before + 1)
  expect((await mine(one.access, 'DELETE', await currentId(one.access))).status).toBe(204)
  expect(await use(one.access)).toEqual(shut)
})

test('what is no session, or somebody else’s, is 404, and goes on', async () => {
  const { sessions } = await signedIn(1)
  const stranger = await addMember(stack(), here)
  const foreign = await currentId(stranger.token)
  const [one] = sessions as [Session] // one was asked for
  for (const id of ['ses_never', 'sso0000', 'usr_1', foreign])
    expectProblem(await mine(one.access, 'DELETE', id), 404, 'not_found')
  expect(await use(stranger.token)).toEqual(open)
})

test('D7: ending all others leaves the session that asks, for good, and signing in again works at once', async () => {
  const { person, sessions } = await signedIn(3)
  const [one, two, three] = sessions as [Session, Session, Session] // three were asked for
  expect((await mine(one.access, 'DELETE')).status).toBe(204)
  const fresh = await openSession(stack(), person.email)
  expect(await use(fresh.access)).toEqual(open)
  for (const over of [two, three]) {
    expect(await use(over.access)).toEqual(shut)
    await expect(refreshed(stack(), over)).rejects.toThrow(/NotAuthorizedException/)
  }
  expect(await use(one.access)).toEqual(open)
  expect((await mine(one.access)).body.items).toHaveLength(2)
  await advance(stack(), 3600)
  expect(await use((await refreshed(stack(), one)).access)).toEqual(open)
})

test('D7: an administrator sees and ends one of somebody’s sessions, or all, and it stands in the log who did on whom', async () => {
  const { person, sessions } = await signedIn(3)
  const [one, two, three] = sessions as [Session, Session, Session] // three were asked for
  const before = (await eventsOf(here, person)).length
  const listed = await theirs(person)
  expect(listed.body).toMatchObject({ nextCursor: null, withheld: false })
  expect(listed.body.items).toEqual((await mine(one.access)).body.items.map((item: Json) => ({ ...item, current: false })))
  const id = await currentId(two.access)
  for (let times = 0; times < 2; times++) expect((await theirs(person, { method: 'DELETE', id })).status).toBe(204)
  expect(await use(two.access)).toEqual(shut)
  expect(await use(three.access)).toEqual(open)
  expect((await theirs(person, { method: 'DELETE' })).status).toBe(204)
  for (const over of [one, three]) {
    expect(await use(over.access)).toEqual([401, 401])
    await expect(refreshed(stack(), over)).rejects.toThrow(/NotAuthorizedException/)
  }
  expect((await theirs(person)).body.items).toEqual([])
  const fresh = await openSession(stack(), person.email)
  expect(await use(fresh.access)).toEqual(open)
  expect(organizationIn(fresh.access).org_auth_after).toBeLessThanOrEqual(Number(decodeJwt(fresh.access).auth_time))
  const events = (await eventsOf(here, person)).slice(before)
  expect(events.map(({ type }) => type)).toEqual(['session.ended', 'sessions.ended'])
  for (const event of events)
    expect(event).toMatchObject({ actor: { id: here.owner.id, name: 'Olga Owner' }, target: { id: person.id, name: 'Pia' } })
})

test('nobody lists or ends the sessions of somebody with more rights, nor of somebody who is not active', async () => {
  const keeper = await addMember(stack(), here, { extraPermissions: ['users:sessions', 'users:read'] })
  const admin = await addMember(stack(), here, { roleIds: ['rol_admin'] })
  const id = await currentId(admin.token)
  for (const asked of [{}, { method: 'DELETE' }, { method: 'DELETE', id }])
    expectProblem(await theirs(admin, { ...asked, by: keeper }), 403, 'beyond_your_rights')
  expect(await use(admin.token)).toEqual(open)
  const member = await addMember(stack(), here)
  const path = `/v1/orgs/${here.id}/users/${member.id}`
  const seen = await ask(stack(), 'GET', path, { token: keeper.token })
  expect(seen.body.actions).toEqual(['end_sessions'])
  await ask(stack(), 'POST', `${path}/suspend`, { token: here.owner.token })
  expect((await theirs(member, { by: keeper })).body).toEqual({ items: [], nextCursor: null, withheld: false })
  expect((await theirs(member, { method: 'DELETE', by: keeper })).status).toBe(204)
  expect(await eventsOf(here, member)).toEqual([])
  const { user } = await invited(stack(), here, { email: freshEmail() })
  expect((await theirs({ ...member, id: user.id }, { by: keeper })).body.items).toEqual([])
})

test('of somebody who belongs to two organizations an administrator of one sees nothing, and ends only what concerns their own', async () => {
  const person = await inBoth()
  const session = await openSession(stack(), person.email)
  const id = await currentId(session.access)
  expect((await theirs(person)).body).toEqual({ items: [], nextCursor: null, withheld: true })
  expectProblem(await theirs(person, { method: 'DELETE', id }), 404, 'not_found')
  expect((await theirs(person, { method: 'DELETE' })).status).toBe(204)
  expect(await use(session.access, there)).toEqual(open)
  expectUnauthorized(await ask(stack(), 'GET', `/v1/orgs/${here.id}`, { token: session.access }))
  const next = await refreshed(stack(), session)
  expect(await use(next.access, there)).toEqual(open)
  expectUnauthorized(await ask(stack(), 'GET', `/v1/orgs/${here.id}`, { token: next.access }))
  const me = await ask(stack(), 'GET', '/v1/me', { token: next.access })
  expect(me.body.memberships.map(({ organization }: Json) => organization.id)).toEqual([there.id])
  expect(await use((await openSession(stack(), person.email)).access, here)).toEqual(open)
  expect([(await eventsOf(here, person)).length, await eventsOf(there, person)]).toEqual([1, []])
})

test('what somebody ends is ended in every organization of theirs, and each hears of it', async () => {
  const person = await inBoth()
  const [one, two] = [await openSession(stack(), person.email), await openSession(stack(), person.email)]
  expect((await mine(one.access, 'DELETE', await currentId(two.access))).status).toBe(204)
  expect([...(await use(two.access, here)), ...(await use(two.access, there))]).toEqual([...shut, ...shut])
  expect([...(await use(one.access, here)), ...(await use(one.access, there))]).toEqual([...open, ...open])
  for (const org of [here, there]) expect((await eventsOf(org, person)).map(({ type }) => type)).toEqual(['session.ended'])
})

test('an ended session accepts no invitation, nor opens an organization that another one joins meanwhile', async () => {
  const person = await addMember(stack(), here)
  const [one, two] = [await openSession(stack(), person.email), await openSession(stack(), person.email)]
  expect((await mine(one.access, 'DELETE', await currentId(two.access))).status).toBe(204)
  const third = await createOrg(stack(), 'Third')
  await invited(stack(), third, { email: person.email })
  const body = { token: await tokenFor(stack(), person.email) }
  const accept = (token: string): Promise<Answer> => ask(stack(), 'POST', '/v1/invitations/accept', { token, body })
  expectUnauthorized(await accept(two.access))
  expect((await accept(one.access)).status).toBe(200)
  expect(await use(two.access, third)).toEqual(shut)
  expect(await use(one.access, third)).toEqual(open)
})

test('no token of a session is good any more, whenever in its refreshing it is ended', async () => {
  const { sessions } = await signedIn(6)
  const [keeper, ...others] = sessions as [Session, ...Session[]] // six were asked for
  const ids = await Promise.all(others.map(({ access }) => currentId(access)))
  const refreshing = others.map(session => refreshed(stack(), session).catch(() => null))
  const ended = await together(ids.length, index => mine(keeper.access, 'DELETE', ids[index]))
  expect(ended.map(({ status }) => status)).toEqual(ids.map(() => 204))
  for (const [index, late] of (await Promise.all(refreshing)).entries()) {
    expect(await use(others[index]?.access ?? '')).toEqual(shut)
    if (!late) continue
    expect(await use(late.access)).toEqual(shut)
    await expect(refreshed(stack(), late)).rejects.toThrow(/NotAuthorizedException/)
  }
  expect(await use(keeper.access)).toEqual(open)
})

test('while Cognito is down the session is refused at once, the caller is told to try again, and Cognito follows when it is back', async () => {
  const { person, sessions } = await signedIn(2)
  const [one, two] = sessions as [Session, Session] // two were asked for
  const id = await currentId(two.access)
  const fault = { service: 'cognito', operation: 'AdminRevokeUserSession', error: 'InternalErrorException' } as const
  await breakDown(stack(), fault)
  expectProblem(await mine(one.access, 'DELETE', id), 503, 'unavailable')
  expect(await use(two.access)).toEqual(shut)
  await mend(stack())
  await settle(stack())
  await expect(refreshed(stack(), two)).rejects.toThrow(/NotAuthorizedException/)
  expect((await mine(one.access, 'DELETE', id)).status).toBe(204)
  expect((await eventsOf(here, person)).filter(({ type }) => type === 'session.ended')).toHaveLength(2)
})

test('where Cognito does not say which session a token belongs to, the time of its sign-in does, and in doubt it is refused', async () => {
  const { person, sessions } = await signedIn(1)
  const [one] = sessions as [Session] // one was asked for
  await advance(stack(), 600)
  const two = await openSession(stack(), person.email)
  const three = await openSession(stack(), person.email)
  const id = await currentId(three.access)
  const fault = { service: 'cognito', operation: 'ListUserSessions', error: 'NotAuthorizedException' } as const
  await breakDown(stack(), fault)
  const refreshedOne = await refreshed(stack(), one)
  const { items } = (await mine(refreshedOne.access)).body
  expect(items.filter(({ current }: Json) => current)).toHaveLength(1)
  expect(items.at(-1).current || items[0].current).toBe(true)
  expect((await mine(refreshedOne.access, 'DELETE', id)).status).toBe(204)
  expect(await use(three.access)).toEqual(shut)
  expect(await use(refreshedOne.access)).toEqual(open)
  expect(await use(two.access)).toEqual(shut)
  await mend(stack())
  expect(await use(two.access)).toEqual(open)
})

test('ordinary requests write nothing, and ask Cognito nothing', async () => {
  const { sessions } = await signedIn(2)
  const [one, two] = sessions as [Session, Session] // two were asked for
  await mine(one.access, 'DELETE', await currentId(two.access))
  await settle(stack())
  const before = await scanTable(stack())
  await breakDown(stack(), { service: 'cognito', operation: '*', error: 'InternalErrorException' })
  expect(await use(one.access)).toEqual(open)
  expect(await use(two.access)).toEqual([503, 503])
  await mend(stack())
  expect(await scanTable(stack())).toEqual(before)
})

test('after a quarter of an hour an ended session is remembered no more, and its tokens are over by themselves', async () => {
  const { person, sessions } = await signedIn(2)
  const [one, two] = sessions as [Session, Session] // two were asked for
  await mine(one.access, 'DELETE', await currentId(two.access))
  await advance(stack(), 17 * 60)
  const next = await refreshed(stack(), one)
  const fresh = await openSession(stack(), person.email)
  expect((await mine(next.access, 'DELETE', await currentId(fresh.access))).status).toBe(204)
  const [identity] = (await scanTable(stack())).filter(({ pk }) => pk === `IDENTITY#${person.id}`)
  expect(Object.keys(identity.ended.single)).toHaveLength(1)
})

test('the hosted page’s list of sessions at Cognito itself is empty after all were ended', async () => {
  const { person } = await signedIn(2)
  await theirs(person, { method: 'DELETE' })
  const listed = await cognito(stack(), 'AdminListUserSessions', { UserPoolId: stack().outputs.UserPoolId, Username: person.id })
  expect(listed.Sessions).toEqual([])
})
