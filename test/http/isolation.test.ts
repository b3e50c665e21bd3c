import { beforeAll, expect, test } from 'vitest'
import type { RouteSpec } from '../../shared/routes/route.ts'
import { type Answer, ask, settle } from '../support/api.ts'
import { addMember, createOrg, freshEmail, invited, type Member, makeRole, type Org } from '../support/people.ts'
import { expectFaults, expectProblem, expectUnauthorized } from '../support/problems.ts'
import { wholeTable } from '../support/records.ts'
import { putResource } from '../support/resources.ts'
import { call, guarded, type Ids, pathOf, slotsOf } from '../support/routes.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let [here, there]: Org[] = []
let [suspended, invitedToo]: Member[] = []
let [ours, theirs, never]: Ids[] = []
let before: Record<string, unknown>

const inOrgs = guarded.filter(route => slotsOf(route).includes('orgId'))
/** Whoever puts a thing names it: any name is free in each organization. */
const named = ({ method }: RouteSpec, slot: string) => method === 'PUT' && ['type', 'resourceId'].includes(slot)
const name = ({ method, path }: RouteSpec) => `${method} ${path}`

/** An organization with a member, who owns something, and an invitation of somebody. */
async function people(org: Org): Promise<Ids> {
  const member = await addMember(stack(), org)
  const { invitation } = await invited(stack(), org, { email: freshEmail() })
  const thing = { type: `kind-${org.id}`, id: `thing-${org.id}` }
  await putResource(stack(), org, thing, { ownerId: member.id, name: 'Thing' })
  const site = await ask(stack(), 'POST', `/v1/orgs/${org.id}/sites`, { token: org.owner.token, body: { name: 'Harbour' } })
  const roleId = await makeRole(stack(), org, ['users:read'])
  const sessions = await ask(stack(), 'GET', `/v1/orgs/${org.id}/users/${member.id}/sessions`, { token: org.owner.token })
  const sessionId = sessions.body.items[0].id
  const things = { type: thing.type, resourceId: thing.id, siteId: site.body.id, roleId, sessionId }
  return { orgId: org.id, userId: member.id, invitationId: invitation.id, ...things }
}

beforeAll(async () => {
  ;[here, there] = [await createOrg(stack(), 'Here'), await createOrg(stack(), 'There')]
  ;[ours, theirs] = [await people(here), await people(there)]
  never = {
    orgId: 'org_01m0000000neverexisted0000',
    userId: 'usr_01m0000000neverexisted0000',
    invitationId: 'inv_01m0000000never',
    type: 'never',
    resourceId: 'never',
    siteId: 'ste_01m0000000never',
    roleId: 'rol_01m0000000never',
    sessionId: 'ses_never',
  }
  suspended = await addMember(stack(), there, { roleIds: ['rol_admin'] })
  await ask(stack(), 'POST', `/v1/orgs/${there.id}/users/${suspended.id}/suspend`, { token: there.owner.token })
  invitedToo = await addMember(stack(), here, { roleIds: ['rol_owner'] })
  await invited(stack(), there, { email: invitedToo.email, roleIds: ['rol_owner'] })
  await settle(stack())
  before = await wholeTable(stack())
})

const nothingWritten = async () => expect(await wholeTable(stack())).toEqual(before)

/** The same answer, byte for byte, but for the request's own id. */
function expectSame(one: Answer, other: Answer): void {
  const told = ({ status, text, body }: Answer) => ({ status, text: text.replaceAll(body.requestId, '') })
  expect(told(one)).toEqual(told(other))
}

test('the whole walk has something to walk over', () => {
  expect(inOrgs.length).toBeGreaterThanOrEqual(12)
  expect(Object.keys(before).length).toBeGreaterThan(20)
})

test.each(guarded.map(route => [name(route), route] as const))('no token is 401, and writes nothing: %s', async (_, route) => {
  expectUnauthorized(await call(stack(), route, theirs ?? {}, undefined))
  await nothingWritten()
})

test.each(inOrgs.map(route => [name(route), route] as const))(
  'another organization’s owner, somebody suspended and somebody only invited get the 404 of what never existed: %s',
  async (_, route) => {
    for (const caller of [here?.owner, suspended, invitedToo]) {
      const unknown = await call(stack(), route, never ?? {}, caller?.token)
      expectProblem(unknown, 404, 'not_found')
      expectSame(await call(stack(), route, theirs ?? {}, caller?.token), unknown)
      expectSame(await call(stack(), route, { ...never, orgId: there?.id ?? '' }, caller?.token), unknown)
    }
    await nothingWritten()
  },
)

test.each(
  inOrgs.flatMap(route =>
    slotsOf(route)
      .filter(slot => slot !== 'orgId' && !named(route, slot))
      .map(slot => [name(route), slot, route] as const),
  ),
)('an id of another organization in the own one is the 404 of an id that never existed: %s, %s', async (_, slot, route) => {
  const token = here?.owner.token
  const unknown = await call(stack(), route, { ...ours, [slot]: never?.[slot] ?? '' }, token)
  expectProblem(unknown, 404, 'not_found')
  expectSame(await call(stack(), route, { ...ours, [slot]: theirs?.[slot] ?? '' }, token), unknown)
  await nothingWritten()
})

test.each(inOrgs.map(route => [name(route), route] as const))(
  'from outside, neither a fault of the input nor a header says more than 404: %s',
  async (_, route) => {
    const token = here?.owner.token
    const at = (ids: Ids | undefined, query = '') => `${pathOf(route, ids ?? {})}${query}`
    const unknown = await call(stack(), route, never ?? {}, token)
    expectSame(await ask(stack(), route.method, at(theirs, '?shoe=1'), { token }), unknown)
    if (route.method !== 'GET') {
      for (const body of ['{', { shoe: 1 }, 'x'.repeat(70_000)])
        expectSame(await ask(stack(), route.method, at(theirs), { token, body }), unknown)
    }
    for (const headers of [{ 'if-match': '"999"' }, { 'idempotency-key': 'a b' }, { 'idempotency-key': 'used' }])
      expectSame(await call(stack(), route, theirs ?? {}, token, headers), unknown)
    await nothingWritten()
  },
)

test('whoever is named to receive resources and is of another organization is as unknown as nobody', async () => {
  const token = here?.owner.token
  const at = `/v1/orgs/${here?.id}`
  const person = `${at}/users/${ours?.userId}`
  const naming = (id = '') => [
    ask(stack(), 'DELETE', `${person}?transferTo=${id}`, { token }),
    ask(stack(), 'POST', `${person}/transfer`, { token, body: { toUserId: id } }),
    ask(stack(), 'POST', `${at}/leave?transferTo=${id}`, { token }),
    ask(stack(), 'PUT', `${at}/resources/kind/thing`, { token, body: { ownerId: id, name: 'X' } }),
  ]
  const [unknown, foreign] = [await Promise.all(naming(never?.userId)), await Promise.all(naming(theirs?.userId))]
  for (const [index, answer] of foreign.entries()) {
    expectProblem(answer, 409, 'heir_not_active')
    expectSame(answer, unknown[index] ?? answer)
  }
  await nothingWritten()
})

test('a site of another organization, put in the place of one that is deleted, is as unknown as none', async () => {
  const replace = (id = '') =>
    ask(stack(), 'DELETE', `/v1/orgs/${here?.id}/sites/${ours?.siteId}?replaceWith=${id}`, { token: here?.owner.token })
  const [unknown, foreign] = [await replace(never?.siteId), await replace(theirs?.siteId)]
  for (const answer of [unknown, foreign]) expectFaults(answer, ['query.replaceWith'])
  expectSame({ ...foreign, text: foreign.text.replaceAll(theirs?.siteId ?? '', never?.siteId ?? '') }, unknown)
  await nothingWritten()
})

test('somebody suspended everywhere gets nothing from the routes outside organizations either', async () => {
  for (const route of guarded.filter(route => !inOrgs.includes(route)))
    expectProblem(await call(stack(), route, never ?? {}, suspended?.token), 403, 'forbidden')
  await nothingWritten()
})

test('an organization named in the query is as unknown to outsiders as one that never existed', async () => {
  const ask_ = (orgId = '') => ask(stack(), 'GET', `/v1/permissions?orgId=${orgId}`, { token: here?.owner.token })
  const unknown = await ask_(never?.orgId)
  expectProblem(unknown, 404, 'not_found')
  expectSame(await ask_(there?.id), unknown)
  expectSame(await ask_('x%23y'), unknown)
  expect((await ask_(here?.id)).status).toBe(200)
})

test('roles and sites of nobody here are named as unknown, and give nothing', async () => {
  const path = `/v1/orgs/${here?.id}/users/${ours?.userId}`
  const body = { roleIds: ['rol_01m0000000never'], siteIds: ['ste_01m0000000never'] }
  const one = await ask(stack(), 'PATCH', path, { token: here?.owner.token, body: { siteIds: body.siteIds } })
  expectFaults(one, ['siteIds'])
  expectFaults(await ask(stack(), 'PATCH', path, { token: here?.owner.token, body: { roleIds: body.roleIds } }), ['roleIds'])
  await nothingWritten()
})

test('one person in two organizations is a user of its own in each, and neither shows the other', async () => {
  const list = async (org: Org | undefined) =>
    (await ask(stack(), 'GET', `/v1/orgs/${org?.id}/users`, { token: org?.owner.token })).body.items
  const [mine, other] = [await list(here), await list(there)]
  const find = (users: { id: string; status: string }[]) => users.find(({ id }) => id === invitedToo?.id)
  expect([find(mine)?.status, find(other)?.status]).toEqual(['active', 'invited'])
  expect(JSON.stringify(mine)).not.toContain(theirs?.userId)
  expect(JSON.stringify(other)).not.toContain(ours?.userId)
})
