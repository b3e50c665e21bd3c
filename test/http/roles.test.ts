import { beforeAll, expect, test } from 'vitest'
import { type Answer, ask, type Json } from '../support/api.ts'
import { times } from '../support/figures.ts'
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
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let admin: Member
beforeAll(async () => {
  org = await createBusyOrg(stack())
  admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
})

type How = { by?: Member; body?: unknown; headers?: Record<string, string>; of?: Org }
const as = (method: string, path: string, { by, body, headers, of = org }: How = {}): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${of.id}${path}`, { token: (by ?? of.owner).token, body, headers })
const roles = (method: string, path = '', how: How = {}) => as(method, `/roles${path}`, how)
const rightsOf = async (member: Member): Promise<string[]> =>
  (await ask(stack(), 'GET', '/v1/me', { token: member.token })).body.memberships[0].permissions
const events = async (id: string): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === id)

test('D10: a role is made, read and changed, each with its version, ETag and event', async () => {
  const body = { name: ' Auditor ', description: 'Looks and tells', permissions: ['audit:read', 'users:read'] }
  const created = await roles('POST', '', { body })
  expect(created.status).toBe(201)
  const { id } = created.body
  expect(created.body).toEqual({
    id: expect.stringMatching(/^rol_[0-9a-z]{10,}$/),
    name: 'Auditor',
    description: 'Looks and tells',
    permissions: ['audit:read', 'users:read'],
    siteBound: false,
    builtIn: false,
    memberCount: 0,
    version: 1,
  })
  const read = await roles('GET', `/${id}`)
  expect([read.body, read.headers.get('etag')]).toEqual([created.body, '"1"'])
  const change = { permissions: ['audit:read'], description: '' }
  const changed = await roles('PATCH', `/${id}`, { body: change, headers: { 'if-match': '"1"' } })
  expect(changed.body).toEqual({ ...created.body, ...change, version: 2 })
  expect((await roles('GET', `/${id}`)).body).toEqual(changed.body)
  const told = await events(id)
  expect(told.map(({ type, target, actor }) => [type, target.type, target.name, actor.id])).toEqual([
    ['role.created', 'role', 'Auditor', org.owner.id],
    ['role.changed', 'role', 'Auditor', org.owner.id],
  ])
  expect(told[1].changes).toEqual({
    description: { before: 'Looks and tells', after: '' },
    permissions: { before: ['audit:read', 'users:read'], after: ['audit:read'] },
  })
})

test('nothing to change writes nothing; a description alone is a change, and an old version is refused', async () => {
  const id = await makeRole(stack(), org, ['users:read', 'users:invite'])
  const patch = (body: object, version?: number) =>
    roles('PATCH', `/${id}`, { body, headers: version === undefined ? {} : { 'if-match': `"${version}"` } })
  expect((await patch({ permissions: ['users:invite', 'users:read'] })).body.version).toBe(1)
  expect(await events(id)).toHaveLength(1)
  expect((await patch({ description: 'Asks people in' }, 1)).body).toMatchObject({ version: 2, description: 'Asks people in' })
  expectProblem(await patch({ name: 'Late' }, 1), 412, 'stale_version')
  expectProblem(await roles('DELETE', `/${id}`, { headers: { 'if-match': '"1"' } }), 412, 'stale_version')
  expectFaults(await patch({ name: '', permissions: ['users:read', 'users:read'], colour: 'red' }), [
    'name',
    'permissions',
    'colour',
  ])
  expectFaults(await patch({ permissions: ['users:fly'] }), ['permissions'])
  expectFaults(await roles('POST', '', { body: { name: 'aDmIn' } }), ['name'])
})

test('D10: changing a role changes everyone who has it on their next call, by one write, whatever the member count', async () => {
  const id = await makeRole(stack(), org, ['users:read'])
  const people = await Promise.all(times(3).map(() => addMember(stack(), org, { roleIds: [id, 'rol_member'] })))
  const list = (member: Member) => as('GET', '/users?limit=1', { by: member }).then(({ status }) => status)
  expect(await Promise.all(people.map(list))).toEqual([200, 200, 200])
  const rows = async () => (await scanTable(stack())).filter(({ sk }) => sk.startsWith('USER#'))
  const before = await rows()
  await roles('PATCH', `/${id}`, { body: { permissions: ['roles:read'] } })
  expect(await Promise.all(people.map(list))).toEqual([403, 403, 403])
  for (const person of people) expect(await rightsOf(person)).toEqual(['roles:read'])
  expect(await rows()).toEqual(before)
})

test('D10: memberCount counts everybody who has the role, whatever their status, at once', async () => {
  const id = await makeRole(stack(), org, [])
  const count = async () => (await roles('GET', `/${id}`)).body.memberCount
  const [one, other] = [await addMember(stack(), org, { roleIds: [id] }), await addMember(stack(), org)]
  await invited(stack(), org, { email: freshEmail(), roleIds: ['rol_member', id] })
  expect(await count()).toBe(2)
  await as('PATCH', `/users/${other.id}`, { body: { roleIds: ['rol_member', id] } })
  expect(await count()).toBe(3)
  await as('POST', `/users/${one.id}/suspend`)
  expect(await count()).toBe(3)
  await as('DELETE', `/users/${one.id}?permanent=true&confirm=${one.id}`)
  expect(await count()).toBe(2)
})

test('M5: the built-in roles stay as they are', async () => {
  for (const id of ['rol_owner', 'rol_admin', 'rol_site_admin', 'rol_member']) {
    expect((await roles('GET', `/${id}`)).body).toMatchObject({ id, builtIn: true, version: 1 })
    expectProblem(await roles('PATCH', `/${id}`, { body: { permissions: [] } }), 409, 'role_built_in')
    expectProblem(await roles('DELETE', `/${id}?replaceWith=rol_member`), 409, 'role_built_in')
  }
})

test('M6: nobody makes or changes a role beyond their own rights, and none that gives what they do not hold', async () => {
  const mayManage = await makeRole(stack(), org, ['roles:manage', 'roles:read', 'users:read'], { name: 'Role keeper' })
  const keeper = await addMember(stack(), org, { roleIds: [mayManage] })
  const billing = await makeRole(stack(), org, ['billing:manage'])
  const make = (permissions: string[], by: Member, more = {}) =>
    roles('POST', '', { by, body: { name: 'Mine', permissions, ...more } })
  expectProblem(await make(['billing:manage'], admin), 403, 'grant_beyond_own')
  expect(expectProblem(await make(['users:read', 'users:delete', 'org:update'], keeper), 403, 'grant_beyond_own').detail).toMatch(
    /users:delete, org:update/,
  )
  expect((await make(['users:read'], keeper)).status).toBe(201)
  expectProblem(await roles('PATCH', `/${billing}`, { by: admin, body: { permissions: [] } }), 403, 'beyond_your_rights')
  expectProblem(await roles('PATCH', `/${billing}`, { by: admin, body: { name: 'Mine now' } }), 403, 'beyond_your_rights')
  expectProblem(await roles('DELETE', `/${billing}`, { by: admin }), 403, 'beyond_your_rights')
  // Nor their own, which is the same.
  expectProblem(
    await roles('PATCH', `/${mayManage}`, { by: keeper, body: { permissions: ['roles:manage', 'users:delete'] } }),
    403,
    'grant_beyond_own',
  )
  expect((await roles('PATCH', `/${mayManage}`, { by: keeper, body: { permissions: ['roles:manage'] } })).status).toBe(200)
})

test('T2, M6: a permission that somebody holds only at their sites makes, changes and gives no role', async () => {
  const site = (await as('POST', '/sites', { body: { name: 'Quay' } })).body.id
  const bound = await makeRole(stack(), org, ['roles:manage', 'users:read'], { siteBound: true })
  const warden = await addMember(stack(), org, { roleIds: [bound], siteIds: [site] })
  expectProblem(await roles('POST', '', { by: warden, body: { name: 'X' } }), 403, 'forbidden')
  expectProblem(await roles('PATCH', `/${bound}`, { by: warden, body: { siteBound: false } }), 403, 'forbidden')
  const free = await makeRole(stack(), org, ['roles:manage'])
  const half = await addMember(stack(), org, { roleIds: [free, bound], siteIds: [site] })
  expectProblem(
    await roles('POST', '', { by: half, body: { name: 'X', permissions: ['users:read'], siteBound: true } }),
    403,
    'grant_beyond_own',
  )
})

test('custom roles may be site-bound: their permissions reach the people of the own sites alone', async () => {
  const [near, far] = [
    (await as('POST', '/sites', { body: { name: 'Near' } })).body.id,
    (await as('POST', '/sites', { body: { name: 'Far' } })).body.id,
  ]
  const id = await makeRole(stack(), org, ['users:read', 'users:delete'], { siteBound: true })
  const guard = await addMember(stack(), org, { roleIds: [id], siteIds: [near] })
  const [here, there] = [await addMember(stack(), org, { siteIds: [near] }), await addMember(stack(), org, { siteIds: [far] })]
  expect((await as('GET', `/users/${here.id}`, { by: guard })).status).toBe(200)
  expectProblem(await as('GET', `/users/${there.id}`, { by: guard }), 404, 'not_found')
  await roles('PATCH', `/${id}`, { body: { siteBound: false } })
  expect((await as('GET', `/users/${there.id}`, { by: guard })).status).toBe(200)
})

test('the list has the built-in roles first and the own ones by name, page by page', async () => {
  const of = await createBusyOrg(stack())
  const named = ['Émile', 'anna', 'Zoe', 'anna', 'Bert']
  for (const name of named) await makeRole(stack(), of, [], { name, description: `${name}’s` })
  const pages: Json[][] = []
  let cursor: string | null = null
  do {
    const query: string = `?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
    const { body } = await roles('GET', query, { of })
    pages.push(body.items)
    cursor = body.nextCursor
  } while (cursor)
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 2, 1])
  expect(pages.flat().map(({ name }) => name)).toEqual('Owner,Admin,Site admin,Member,anna,anna,Bert,Émile,Zoe'.split(','))
  expect(pages.flat().map(({ description }) => description)).toContain('Zoe’s')
  const { body } = await roles('GET', '?limit=100', { of })
  expect([body.items.length, body.nextCursor]).toEqual([9, null])
  expectProblem(await roles('GET', '?cursor=made-up', { of }), 422, 'invalid_cursor')
  expectFaults(await roles('GET', '?limit=101', { of }), ['query.limit'])
})

test('an Idempotency-Key makes one role, and answers as at first', async () => {
  const headers = { 'idempotency-key': 'role-1' }
  const body = { name: 'Once', permissions: ['users:read'], description: 'D' }
  const [one, other] = await Promise.all([roles('POST', '', { body, headers }), roles('POST', '', { body, headers })])
  const again = await roles('POST', '', { body, headers })
  expect([one.status, other.status, again.status]).toEqual([201, 201, 201])
  expect([other.body, again.body]).toEqual([one.body, one.body])
  expect((await roles('GET', '?limit=100')).body.items.filter(({ name }: Json) => name === 'Once')).toHaveLength(1)
  expectProblem(await roles('POST', '', { body: { ...body, name: 'Twice' }, headers }), 422, 'idempotency_key_reused')
})

test('an organization has a hundred roles with the built-in ones, as many as fit into what every call reads', async () => {
  const of = await createBusyOrg(stack())
  const make = (name: string, more = {}) => roles('POST', '', { of, body: { name, ...more } })
  const [made] = await Promise.all(times(95).map(index => make(`Role ${index}`, { permissions: ['users:read'] })))
  const ends = await Promise.all([make('Last'), make('Last')])
  expect(ends.map(({ status }) => status).toSorted()).toEqual([201, 409])
  const full = expectProblem(ends.find(({ status }) => status === 409) as Answer, 409, 'role_limit_reached') // one of them is
  expect(full).toMatchObject({ limit: 96, used: 96 })
  expect((await roles('DELETE', `/${made?.body.id}`, { of })).status).toBe(204)
  expect((await make('Again')).status).toBe(201)
  const { status, body } = await roles('GET', '?limit=100', { of })
  expect([status, body.items.length, body.nextCursor]).toEqual([200, 100, null])

  const large = await createBusyOrg(stack())
  const name = '角'.repeat(100)
  const answers: Answer[] = []
  for (let at = 0; answers.at(-1)?.status !== 409; at++) answers.push(await roles('POST', '', { of: large, body: { name } }))
  expectProblem(answers.at(-1) as Answer, 409, 'role_limit_reached') // the loop has one
  expect(answers.length).toBeGreaterThan(30)
  const item = (await scanTable(stack())).find(({ pk, sk }) => pk === `ORG#${large.id}` && sk === 'ROLES')
  expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(16_384)
  expect((await as('GET', `/users/${large.owner.id}`, { of: large })).status).toBe(200)
})

test('L3: people are invited with several roles, own ones among them; one that is not there is named', async () => {
  const id = await makeRole(stack(), org, ['users:read'], { name: 'Guide' })
  const member = await addMember(stack(), org, { roleIds: [id, 'rol_site_admin'] })
  expect((await userOf(stack(), org, member.id)).roles).toEqual([
    { id: 'rol_site_admin', name: 'Site admin' },
    { id, name: 'Guide' },
  ])
  const filtered = await as('GET', `/users?roleId=${id}`)
  expect(filtered.body.items.map(({ id }: Json) => id)).toEqual([member.id])
  const { results } = (await invite(stack(), org, { email: freshEmail(), roleIds: ['rol_01m0000000never'] })).body
  expect(results[0].error).toMatchObject({ code: 'validation_failed', errors: [{ path: 'roleIds' }] })
})

test('a role that is not there is 404 on every route', async () => {
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', {}],
    ['DELETE', '', undefined],
    ['POST', '/preview', {}],
  ] as const)
    expectProblem(await roles(method, `/rol_01m0000000never${path}`, { body }), 404, 'not_found')
})
