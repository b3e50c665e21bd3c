import { afterEach, beforeAll, expect, test } from 'vitest'
import { type Answer, advance, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import {
  addMember,
  again,
  createBusyOrg,
  createOrg,
  freshEmail,
  invited,
  type Member,
  type Org,
  signIn,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectProblem, expectUnauthorized } from '../support/problems.ts'
import { wholeTable } from '../support/records.ts'
import { freshPlace, getResource, give, putResource, resourcesOf } from '../support/resources.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let heir: Member
beforeAll(async () => {
  org = await createBusyOrg(stack())
  heir = await addMember(stack(), org, { firstName: 'Hera', lastName: 'Heir' })
})

afterEach(() => mend(stack()))

const pathOf = (id: string, query = '') => `/v1/orgs/${org.id}/users/${id}${query}`
const remove = (id: string, query = '', by: Member = org.owner, headers = {}): Promise<Answer> =>
  ask(stack(), 'DELETE', pathOf(id, query), { token: by.token, headers })
const transfer = (id: string, toUserId: string, by: Member = org.owner): Promise<Answer> =>
  ask(stack(), 'POST', `${pathOf(id)}/transfer`, { token: by.token, body: { toUserId } })
const act = (id: string, action: string) => ask(stack(), 'POST', `${pathOf(id)}/${action}`, { token: org.owner.token })
const organization = async () => (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body
const eventsOf = async (id: string): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === id)
const never = 'usr_01m0000000neverexisted0000'

test('A6, M10, T9: removing makes inactive, frees the seat, ends access on the very next call and keeps the record', async () => {
  const person = await addMember(stack(), org, { roleIds: ['rol_admin'], extraPermissions: ['billing:manage'], firstName: 'Pia' })
  const before = await userOf(stack(), org, person.id)
  const { used } = (await organization()).seats
  const removed = await remove(person.id)
  expect(removed.status).toBe(200)
  expect(removed.headers.get('etag')).toBe(`"${before.version + 1}"`)
  expect(removed.body).toEqual({
    ...before,
    status: 'inactive',
    version: before.version + 1,
    updatedAt: removed.body.updatedAt,
    actions: ['update', 'change_roles', 'reactivate', 'erase', 'transfer'],
  })
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: person.token }), 404, 'not_found')
  expectProblem(await ask(stack(), 'GET', '/v1/me', { token: person.token }), 403, 'forbidden')
  expect((await organization()).seats.used).toBe(used - 1)
  expect(await userOf(stack(), org, person.id)).toEqual(removed.body)
  await settle(stack())
  expect((await cognitoUsers(stack())).find(({ Username }) => Username === person.id)?.Enabled).toBe(false)
  await expect(signIn(stack(), person.email)).rejects.toThrow()
  expect(await unsound(stack())).toEqual([])
})

test('T8: the event tells who removed whom, by the names of then, and nothing but the status', async () => {
  const person = await addMember(stack(), org, { firstName: 'Tess', lastName: 'Then' })
  await remove(person.id)
  await ask(stack(), 'PATCH', pathOf(person.id), { token: org.owner.token, body: { lastName: 'Now' } })
  const [event] = (await eventsOf(person.id)).filter(({ type }) => type === 'user.removed')
  expect(event).toMatchObject({
    actor: { kind: 'user', id: org.owner.id, name: 'Olga Owner' },
    target: { type: 'user', id: person.id, name: 'Tess Then' },
    changes: { status: { before: 'active', after: 'inactive' } },
  })
  expect(Object.keys(event.changes)).toEqual(['status'])
})

test('A7: whoever comes back has the old roles, permissions and sites, a seat again, and no old session', async () => {
  const person = await addMember(stack(), org, { roleIds: ['rol_admin'], extraPermissions: ['billing:manage'], siteIds: 'all' })
  const { used } = (await organization()).seats
  await remove(person.id)
  const back = await act(person.id, 'reactivate')
  expect(back.body).toMatchObject({ status: 'active', roles: [{ id: 'rol_admin' }], extraPermissions: ['billing:manage'] })
  expect((await organization()).seats.used).toBe(used)
  expectUnauthorized(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: person.token }))
  await settle(stack())
  expect((await ask(stack(), 'GET', '/v1/me', { token: (await again(stack(), person)).token })).status).toBe(200)
})

test('A7, T9: coming back needs a free seat', async () => {
  const person = await addMember(stack(), org)
  await remove(person.id)
  const { used } = (await organization()).seats
  await stack().invoke('setSeats', { orgId: org.id, seats: used })
  expect(expectProblem(await act(person.id, 'reactivate'), 409, 'seat_limit_reached')).toMatchObject({ limit: used, used })
  await stack().invoke('setSeats', { orgId: org.id, seats: 500 })
  expect((await act(person.id, 'reactivate')).status).toBe(200)
})

test('A7, L1: a removed owner comes back as no owner', async () => {
  const second = await addMember(stack(), org, { roleIds: ['rol_owner', 'rol_admin'] })
  const removed = await remove(second.id)
  expect(removed.body.roles.map(({ id }: Json) => id)).toEqual(['rol_owner', 'rol_admin'])
  expect((await act(second.id, 'reactivate')).body.roles).toEqual([{ id: 'rol_admin', name: 'Admin' }])
})

test('A2: only somebody active or suspended can be removed, and the refusal says what is possible', async () => {
  const person = await addMember(stack(), org)
  await act(person.id, 'suspend')
  expect((await remove(person.id)).body.status).toBe('inactive')
  expect(expectProblem(await remove(person.id), 409, 'wrong_status').possible).toEqual(['reactivate', 'erase'])
  const { user } = await invited(stack(), org, { email: freshEmail() })
  expect(expectProblem(await remove(user.id), 409, 'wrong_status').possible).toEqual(['resend', 'cancel'])
  expect(await userOf(stack(), org, user.id)).toMatchObject({ status: 'invited', version: 1 })
})

test('A6: somebody inactive can be invited again, as the same person', async () => {
  const person = await addMember(stack(), org)
  await remove(person.id)
  const { user } = await invited(stack(), org, { email: person.email })
  expect(user).toMatchObject({ id: person.id, status: 'invited' })
  expect(await unsound(stack())).toEqual([])
})

test('A6: who owns resources is not removed without an heir, and the refusal says how many there are', async () => {
  const person = await addMember(stack(), org)
  await give(stack(), org, person, 3)
  expect(expectProblem(await remove(person.id), 409, 'transfer_required').resources).toBe(3)
  const unchanged = await userOf(stack(), org, person.id)
  expect([unchanged.status, unchanged.transfer]).toEqual(['active', undefined])
})

test('A6, T8: all resources go to the heir, with the names of then, and the user tells how far they are', async () => {
  const person = await addMember(stack(), org, { firstName: 'Gina', lastName: 'Giver' })
  const places = await give(stack(), org, person, 4)
  const removed = await remove(person.id, `?transferTo=${heir.id}`)
  expect(removed.body).toMatchObject({
    status: 'inactive',
    transfer: { toUserId: heir.id, total: 4, moved: 0, finishedAt: null },
  })
  await settle(stack())
  await ask(stack(), 'PATCH', pathOf(person.id), { token: org.owner.token, body: { lastName: 'Later' } })
  const { transfer: done, actions } = await userOf(stack(), org, person.id)
  expect(done).toEqual({ ...removed.body.transfer, moved: 4, finishedAt: expect.stringMatching(/Z$/) })
  expect(actions).toContain('erase')
  for (const place of places) {
    expect(await getResource(stack(), org, place)).toMatchObject({
      ownerId: heir.id,
      ownerName: 'Hera Heir',
      formerOwner: { id: person.id, displayName: 'Gina Giver' },
      version: 2,
    })
  }
  expect(await resourcesOf(stack(), org, person.id)).toEqual([])
  const transferred = (await eventsOf(person.id)).filter(({ type }) => type === 'resources.transferred')
  expect(transferred).toMatchObject([
    {
      actor: { id: org.owner.id, name: 'Olga Owner' },
      target: { name: 'Gina Giver' },
      transfer: { to: heir.id, toName: 'Hera Heir', resources: 4 },
    },
  ])
  expect(await unsound(stack())).toEqual([])
})

test('A6: an heir for somebody who owns nothing is fine, and nothing moves', async () => {
  const person = await addMember(stack(), org)
  const { body: gone } = await remove(person.id, `?transferTo=${heir.id}`)
  expect([gone.status, gone.transfer]).toEqual(['inactive', undefined])
  expect(await unsound(stack())).toEqual([])
})

test('A6: the heir is somebody active of this organization, whom the caller can see, and not the person itself', async () => {
  const person = await addMember(stack(), org)
  const [suspended, other] = [await addMember(stack(), org), await createOrg(stack(), 'Other')]
  await act(suspended.id, 'suspend')
  const { user } = await invited(stack(), org, { email: freshEmail() })
  for (const count of [0, 1]) {
    await give(stack(), org, person, count)
    for (const id of [suspended.id, user.id, other.owner.id, never])
      expectProblem(await remove(person.id, `?transferTo=${id}`), 409, 'heir_not_active')
    expectFaults(await remove(person.id, `?transferTo=${person.id}`), ['query.transferTo'])
  }
  expectFaults(await remove(person.id, '?transferTo=somebody'), ['query.transferTo'])
  expectFaults(await remove(person.id, '?dryRun=yes&shoe=1&confirm=x'), ['query.dryRun', 'query.shoe', 'query.confirm'])
  expect(await userOf(stack(), org, person.id)).toMatchObject({ status: 'active' })
})

test('A6: while resources are on their way nobody at either end is removed, erased or emptied, and afterwards they are', async () => {
  const [giver, taker, person] = [await addMember(stack(), org), await addMember(stack(), org), await addMember(stack(), org)]
  await give(stack(), org, giver, 2)
  await give(stack(), org, person, 1)
  const release = await holdTransfers()
  expect((await transfer(giver.id, taker.id)).body).toMatchObject({
    status: 'active',
    actions: ['update', 'change_roles', 'suspend', 'reset_password', 'end_sessions'],
    transfer: { toUserId: taker.id, total: 2, moved: 0, finishedAt: null },
  })
  for (const id of [giver.id, taker.id]) {
    for (const answer of [await remove(id), await remove(id, `?transferTo=${heir.id}`), await transfer(id, heir.id)])
      expect(expectProblem(answer, 409, 'wrong_status').possible).toEqual(['suspend'])
  }
  await act(giver.id, 'suspend')
  expectProblem(await remove(giver.id, `?permanent=true&confirm=${giver.id}`), 409, 'wrong_status')
  await act(giver.id, 'reactivate')
  const late = await putResource(stack(), org, freshPlace(), { ownerId: giver.id, name: 'Late' })
  expectProblem(late, 409, 'wrong_status')
  expectProblem(await remove(person.id, `?transferTo=${giver.id}`), 409, 'wrong_status')
  await release()
  expect(await userOf(stack(), org, giver.id)).toMatchObject({ status: 'active', transfer: { moved: 2 } })
  expect((await remove(taker.id, `?transferTo=${giver.id}`)).body.transfer).toMatchObject({ toUserId: giver.id, total: 2 })
  await settle(stack())
  expect(await resourcesOf(stack(), org, giver.id)).toHaveLength(2)
  expect(await unsound(stack())).toEqual([])
})

test('A6: the heir may be suspended while the resources are on their way: all of them arrive', async () => {
  const [giver, taker] = [await addMember(stack(), org), await addMember(stack(), org)]
  await give(stack(), org, giver, 3)
  const release = await holdTransfers()
  await remove(giver.id, `?transferTo=${taker.id}`)
  expect((await act(taker.id, 'suspend')).status).toBe(200)
  await release()
  expect(await resourcesOf(stack(), org, taker.id)).toHaveLength(3)
  expect(await unsound(stack())).toEqual([])
})

test('A7: somebody can come back while their resources still go, and gets no new ones before they are gone', async () => {
  const giver = await addMember(stack(), org)
  await give(stack(), org, giver, 2)
  const release = await holdTransfers()
  await remove(giver.id, `?transferTo=${heir.id}`)
  expect((await act(giver.id, 'reactivate')).body.status).toBe('active')
  expectProblem(await putResource(stack(), org, freshPlace(), { ownerId: giver.id, name: 'New' }), 409, 'wrong_status')
  await release()
  expect((await putResource(stack(), org, freshPlace(), { ownerId: giver.id, name: 'New' })).status).toBe(200)
  expect(await resourcesOf(stack(), org, giver.id)).toHaveLength(1)
  expect(await unsound(stack())).toEqual([])
})

/** No resource moves, since nothing can be listed, until the returned function is called. */
async function holdTransfers(): Promise<() => Promise<void>> {
  await settle(stack())
  await breakDown(stack(), { service: 'dynamodb', operation: 'Query', error: 'ThrottlingException' })
  return async () => {
    await mend(stack())
    await settle(stack())
  }
}

test('L8: the last owner can’t be removed, by nobody and with no heir, and it is not offered', async () => {
  const solo = await createOrg(stack(), 'Solo')
  const path = `/v1/orgs/${solo.id}/users/${solo.owner.id}`
  const second = await addMember(stack(), solo)
  for (const query of ['', `?transferTo=${second.id}`])
    expectProblem(await ask(stack(), 'DELETE', path + query, { token: solo.owner.token }), 409, 'last_owner')
  expect((await ask(stack(), 'GET', path, { token: solo.owner.token })).body.actions).toEqual([
    'update',
    'change_roles',
    'reset_password',
    'end_sessions',
    'transfer',
  ])
})

test('L8: of two owners who remove each other at once, one remains', async () => {
  const duo = await createOrg(stack(), 'Duo')
  const second = await addMember(stack(), duo, { roleIds: ['rol_owner'] })
  const removing = (by: Member, id: string) => ask(stack(), 'DELETE', `/v1/orgs/${duo.id}/users/${id}`, { token: by.token })
  const answers = await Promise.all([removing(duo.owner, second.id), removing(second, duo.owner.id)])
  expect(answers.map(({ status }) => status === 200).toSorted()).toEqual([false, true])
  expect(['last_owner', 'not_found']).toContain(answers.find(({ status }) => status !== 200)?.body.code)
})

test('nobody removes somebody whose rights exceed their own', async () => {
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  expectProblem(await remove(org.owner.id, '', admin), 403, 'beyond_your_rights')
  expectProblem(await transfer(org.owner.id, heir.id, admin), 403, 'beyond_your_rights')
})

test('whoever removes themselves has nothing left to do here', async () => {
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  expect((await remove(admin.id, '', admin)).body).toMatchObject({ status: 'inactive', actions: [] })
})

test('removing honours If-Match', async () => {
  const person = await addMember(stack(), org)
  const { version } = await userOf(stack(), org, person.id)
  expectProblem(await remove(person.id, '', org.owner, { 'if-match': `"${version - 1}"` }), 412, 'stale_version')
  expect((await remove(person.id, '', org.owner, { 'if-match': `"${version}"` })).status).toBe(200)
})

test('M10: in another organization the person goes on untouched', async () => {
  const other = await createOrg(stack(), 'Elsewhere')
  const person = await addMember(stack(), other)
  await invited(stack(), org, { email: person.email })
  await acceptAs(person)
  expect((await remove(person.id)).body.status).toBe('inactive')
  await settle(stack())
  const token = await signIn(stack(), person.email)
  const { body } = await ask(stack(), 'GET', '/v1/me', { token })
  expect(body.memberships.map((one: Json) => one.organization.id)).toEqual([other.id])
  expect((await ask(stack(), 'GET', `/v1/orgs/${other.id}`, { token: person.token })).status).toBe(200)
})

async function acceptAs(person: Member): Promise<void> {
  const token = await tokenFor(stack(), person.email)
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { token: person.token, body: { token } })
  expect(accepted.status, accepted.text).toBe(200)
}

test('a dry run tells what would move, be lost and be freed, and changes nothing', async () => {
  const person = await addMember(stack(), org, { roleIds: ['rol_admin'], extraPermissions: ['billing:manage'] })
  await give(stack(), org, person, 2)
  await settle(stack())
  const before = await wholeTable(stack())
  const preview = async (query: string) => (await remove(person.id, `?dryRun=true${query}`)).body
  const loses = {
    roles: [{ id: 'rol_admin', name: 'Admin' }],
    extraPermissions: ['billing:manage'],
    siteIds: 'all',
    lastOwner: false,
  }
  expect(await preview(`&transferTo=${heir.id}`)).toEqual({
    dryRun: true,
    possible: true,
    refusal: null,
    moves: { resources: 2, to: { id: heir.id, displayName: 'Hera Heir' } },
    loses,
    frees: { seats: 1 },
  })
  expect(await preview('')).toMatchObject({
    possible: false,
    refusal: { code: 'transfer_required', status: 409, resources: 2 },
    moves: { resources: 2, to: null },
    loses,
  })
  expect(await preview(`&transferTo=${never}`)).toMatchObject({ possible: false, refusal: { code: 'heir_not_active' } })
  expect(await preview(`&permanent=true&confirm=${person.id}`)).toMatchObject({
    possible: false,
    refusal: { code: 'wrong_status', possible: ['suspend', 'remove'] },
  })
  expectFaults(await remove(person.id, '?dryRun=true&permanent=true'), ['query.confirm'])
  expectFaults(await remove(person.id, `?dryRun=true&transferTo=${person.id}`), ['query.transferTo'])
  expectProblem(await remove(never, '?dryRun=true'), 404, 'not_found')
  expectProblem(await remove(person.id, '?dryRun=true', heir), 403, 'forbidden')
  expect(await wholeTable(stack())).toEqual(before)
})

test('L8: a dry run says that the last owner can’t go', async () => {
  const solo = await createOrg(stack(), 'Solo')
  const path = `/v1/orgs/${solo.id}/users/${solo.owner.id}?dryRun=true`
  expect((await ask(stack(), 'DELETE', path, { token: solo.owner.token })).body).toMatchObject({
    possible: false,
    refusal: { code: 'last_owner' },
    loses: { lastOwner: true },
    frees: { seats: 1 },
  })
})

test('what a dry run calls possible then happens, and what it refuses is refused in the same words', async () => {
  const person = await addMember(stack(), org)
  await give(stack(), org, person, 1)
  const { refusal } = (await remove(person.id, '?dryRun=true')).body
  const { body } = await remove(person.id)
  expect({ ...refusal, requestId: '' }).toEqual({ ...body, requestId: '' })
  expect((await remove(person.id, `?dryRun=true&transferTo=${heir.id}`)).body.possible).toBe(true)
  expect((await remove(person.id, `?transferTo=${heir.id}`)).status).toBe(200)
  await settle(stack())
  expect((await remove(person.id, `?dryRun=true&permanent=true&confirm=${person.id}`)).body).toMatchObject({
    possible: true,
    frees: { seats: 0 },
  })
})

test('A6: everything that somebody owns moves to another without removing anybody, again and again', async () => {
  const [one, other] = [await addMember(stack(), org), await addMember(stack(), org)]
  const [place] = await give(stack(), org, one, 1)
  const { version } = await userOf(stack(), org, one.id)
  for (const [from, to] of [
    [one, other],
    [other, one],
    [one, other],
  ] as const) {
    expect((await transfer(from.id, to.id)).body.transfer).toMatchObject({ toUserId: to.id, total: 1, moved: 0 })
    await settle(stack())
    expect(await getResource(stack(), org, place ?? freshPlace())).toMatchObject({
      ownerId: to.id,
      formerOwner: { id: from.id },
    })
  }
  expect(await userOf(stack(), org, one.id)).toMatchObject({ status: 'active', version, transfer: { moved: 1 } })
  expect(await unsound(stack())).toEqual([])
})

test('moving nothing changes nothing, and asks for an heir all the same', async () => {
  const person = await addMember(stack(), org)
  await settle(stack())
  const before = await wholeTable(stack())
  const { body: kept } = await transfer(person.id, heir.id)
  expect([kept.status, kept.transfer]).toEqual(['active', undefined])
  expectProblem(await transfer(person.id, never), 409, 'heir_not_active')
  expectFaults(await transfer(person.id, person.id), ['toUserId'])
  expectFaults(await transfer(person.id, 'somebody'), ['toUserId'])
  expect(await wholeTable(stack())).toEqual(before)
})

test('A2: somebody invited has nothing to move', async () => {
  const { user } = await invited(stack(), org, { email: freshEmail() })
  expect(expectProblem(await transfer(user.id, heir.id), 409, 'wrong_status').possible).toEqual(['resend', 'cancel'])
})

test('resources that go elsewhere while they are moved are not moved', async () => {
  const [giver, third] = [await addMember(stack(), org), await addMember(stack(), org)]
  const [one, two] = await give(stack(), org, giver, 3)
  const release = await holdTransfers()
  await remove(giver.id, `?transferTo=${heir.id}`)
  const renamed = await putResource(stack(), org, one ?? freshPlace(), { ownerId: giver.id, name: 'Renamed' })
  expect(renamed.body).toMatchObject({ name: 'Renamed', ownerId: giver.id, version: 2 })
  expect((await putResource(stack(), org, two ?? freshPlace(), { ownerId: third.id, name: 'Thing' })).status).toBe(200)
  await release()
  expect(await userOf(stack(), org, giver.id)).toMatchObject({ transfer: { total: 3, moved: 2 } })
  expect(await getResource(stack(), org, one ?? freshPlace())).toMatchObject({ ownerId: heir.id, name: 'Renamed' })
  expect(await getResource(stack(), org, two ?? freshPlace())).toMatchObject({ ownerId: third.id })
  expect(await unsound(stack())).toEqual([])
})

test('a session of before the removal is over even when the person joins anew', async () => {
  const person = await addMember(stack(), org)
  await remove(person.id)
  await invited(stack(), org, { email: person.email })
  await advance(stack(), 2)
  await settle(stack())
  const fresh = { ...person, token: await signIn(stack(), person.email) }
  await acceptAs(fresh)
  expectUnauthorized(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: person.token }))
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: fresh.token })).status).toBe(200)
  org.owner = await again(stack(), org.owner)
})
