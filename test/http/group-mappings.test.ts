import { beforeEach, expect, test } from 'vitest'
import { type Answer, ask, type Json } from '../support/api.ts'
import { times } from '../support/figures.ts'
import { addMember, createBusyOrg, type Member, makeRole, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeEach(async () => {
  org = await createBusyOrg(stack())
})

const at = () => `/v1/orgs/${org.id}/group-mappings`
type How = { by?: Member; headers?: Record<string, string> }
const put = (body: unknown, { by = org.owner, headers }: How = {}): Promise<Answer> =>
  ask(stack(), 'PUT', at(), { token: by.token, body, headers })
const read = (by = org.owner): Promise<Answer> => ask(stack(), 'GET', at(), { token: by.token })
const events = async (): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ type }) => type === 'group_mappings.changed')

const mapping = (group: string, ...roleIds: string[]) => ({ group, roleIds })
const wish = (mappings: object[], more: object = {}) => ({ provider: 'Okta', mappings, unmapped: 'default-roles', ...more })

test('L7: an organization that never mapped anything answers with an empty document', async () => {
  const { status, body, headers } = await read()
  expect(status).toBe(200)
  expect(headers.get('etag')).toBe('"0"')
  const empty = { provider: null, mappings: [], unmapped: 'default-roles' }
  expect(body).toEqual({ ...empty, providerConfigured: false, updatedAt: null, version: 0 })
  expect((await put(empty)).body).toEqual(body)
  expect(await events()).toEqual([])
})

test('L7: PUT replaces everything, and GET shows it as it was put', async () => {
  const first = wish([mapping('Engineers', 'rol_member', 'rol_admin'), mapping('R&D, east', 'rol_member')])
  const set = await put(first)
  expect(set.status, set.text).toBe(200)
  expect(set.headers.get('etag')).toBe('"1"')
  expect(set.body).toMatchObject({ ...first, version: 1, providerConfigured: false, updatedAt: expect.any(String) })
  expect((await read()).body).toEqual(set.body)
  const second = wish([mapping('Managers', 'rol_admin')], { provider: 'Entra-1.x', unmapped: 'no-access' })
  expect((await put(second)).body).toMatchObject({ ...second, version: 2 })
  expect((await read()).body.mappings).toEqual(second.mappings)
})

test('T8: one event tells before and after of what changed; where nothing changes nothing is written', async () => {
  const before = wish([mapping('Engineers', 'rol_member')])
  await put(before)
  await put({ ...before, unmapped: 'no-access' })
  await put({ ...before, unmapped: 'no-access' })
  const [first, second, ...more] = await events()
  expect(more).toEqual([])
  expect(first.changes).toEqual({
    provider: { before: null, after: 'Okta' },
    mappings: { before: [], after: before.mappings },
  })
  expect(second).toMatchObject({ actor: { id: org.owner.id }, target: { type: 'organization', id: org.id } })
  expect(second.changes).toEqual({ unmapped: { before: 'default-roles', after: 'no-access' } })
})

test('If-Match: an old version is refused, and of many at once one wins', async () => {
  expectProblem(await put(wish([]), { headers: { 'if-match': '"1"' } }), 412, 'stale_version')
  const once = times(6).map(index => put(wish([mapping(`G${index}`, 'rol_member')]), { headers: { 'if-match': '"0"' } }))
  expect((await Promise.all(once)).map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412, 412])
  await Promise.all(times(5).map(index => put(wish([mapping(`H${index}`, 'rol_member')]))))
  expect((await read()).body.version).toBe(6)
  expect(await events()).toHaveLength(6)
})

const faulty: [object, string[]][] = [
  [wish([mapping('A', 'rol_owner')]), ['mappings.0.roleIds']],
  [wish([mapping('A', 'rol_member'), mapping('B', 'rol_nobody', 'rol_owner')]), ['mappings.1.roleIds', 'mappings.1.roleIds']],
  [wish([mapping('A')]), ['mappings.0.roleIds']],
  [wish([mapping('', 'rol_member')]), ['mappings.0.group']],
  [wish([mapping('x'.repeat(257), 'rol_member')]), ['mappings.0.group']],
  [wish([mapping('A', 'rol_member'), mapping('A', 'rol_admin')]), ['mappings']],
  [wish(times(101).map(index => mapping(`G${index}`, 'rol_member'))), ['mappings']],
  [wish([mapping('A', 'rol_member')], { provider: null }), ['provider']],
  [wish([], { provider: '' }), ['provider']],
  [wish([], { provider: '_Okta' }), ['provider']],
  [wish([], { provider: 'My company' }), ['provider']],
  [wish([], { provider: 'x'.repeat(33) }), ['provider']],
  [wish([], { unmapped: 'nothing' }), ['unmapped']],
  [wish([], { shoe: 1 }), ['shoe']],
  [{ mappings: [] }, ['provider']],
  [{ provider: 'Okta' }, ['mappings']],
]

test('what is not possible is named, and changes nothing', async () => {
  for (const [body, paths] of faulty) expectFaults(await put(body), paths)
  expect((await read()).body.version).toBe(0)
})

test('the bounds themselves are possible', async () => {
  const many = times(100).map(index => mapping(`${'x'.repeat(253)}${100 + index}`, 'rol_member'))
  expect((await put(wish(many, { provider: 'x'.repeat(32) }))).status).toBe(200)
})

test('A9, T2: only with org:update, and not only for some sites', async () => {
  const wardens = await makeRole(stack(), org, ['org:update'], { siteBound: true })
  const clerks = await makeRole(stack(), org, ['org:update'])
  const warden = await addMember(stack(), org, { roleIds: [wardens], siteIds: 'all' })
  const member = await addMember(stack(), org)
  const clerk = await addMember(stack(), org, { roleIds: [clerks] })
  for (const by of [warden, member]) {
    expect(expectProblem(await put(wish([]), { by }), 403, 'forbidden').permission).toBe('org:update')
    expect(expectProblem(await read(by), 403, 'forbidden').permission).toBe('org:update')
  }
  expect((await read(clerk)).status).toBe(200)
  expect((await put(wish([mapping('A', clerks)]), { by: clerk })).status).toBe(200)
})

test('M6: nobody maps roles that give more than they hold, nor takes such a mapping away', async () => {
  const clerks = await makeRole(stack(), org, ['org:update'])
  const billers = await makeRole(stack(), org, ['billing:manage'])
  const clerk = await addMember(stack(), org, { roleIds: [clerks] })
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const refused = async (body: object, by: Member) => expectProblem(await put(body, { by }), 403, 'grant_beyond_own')
  await refused(wish([mapping('A', 'rol_admin')]), clerk)
  await refused(wish([mapping('A', 'rol_member', billers)]), admin)
  const owners = [mapping('Admins', 'rol_admin'), mapping('Billing', billers)]
  expect((await put(wish(owners))).status).toBe(200)
  expect((await put(wish([...owners, mapping('All', 'rol_member')]), { by: clerk })).status).toBe(200)
  expect((await put(wish([...owners, mapping('All', clerks)]), { by: clerk })).status).toBe(200)
  for (const body of [
    wish(owners.slice(1)),
    wish([mapping('Admins', 'rol_member'), owners[1] ?? {}]),
    wish(owners, { provider: 'Other' }),
    wish(owners, { unmapped: 'no-access' }),
    wish([]),
  ])
    await refused(body, clerk)
  await refused(wish(owners.slice(0, 1)), admin)
  expect((await put(wish(owners.slice(1)), { by: admin })).status).toBe(200)
})

test('M6: what people in no mapped group get is given, too, by whoever maps', async () => {
  const clerks = await makeRole(stack(), org, ['org:update'])
  const clerk = await addMember(stack(), org, { roleIds: [clerks] })
  const settings = { defaultRoleIds: ['rol_admin'] }
  await ask(stack(), 'PATCH', `/v1/orgs/${org.id}`, { token: org.owner.token, body: { settings } })
  const mine = wish([mapping('A', 'rol_member')])
  expectProblem(await put(mine, { by: clerk }), 403, 'grant_beyond_own')
  expect((await put({ ...mine, unmapped: 'no-access' }, { by: clerk })).status).toBe(200)
  expectProblem(await put(mine, { by: clerk }), 403, 'grant_beyond_own')
})

test('D10: a role that is mapped goes only if another one comes in its place, there too', async () => {
  const [first, second] = [await makeRole(stack(), org, ['users:read']), await makeRole(stack(), org, ['users:read'])]
  await put(wish([mapping('A', first, 'rol_member'), mapping('B', first, second)]))
  const remove = (query = '') => ask(stack(), 'DELETE', `/v1/orgs/${org.id}/roles/${first}${query}`, { token: org.owner.token })
  expect(expectProblem(await remove(), 409, 'role_in_use')).toMatchObject({ used: 0, detail: /groups of an identity provider/ })
  expect((await remove(`?replaceWith=${second}`)).status).toBe(204)
  const { body } = await read()
  expect(body).toMatchObject({ mappings: [mapping('A', second, 'rol_member'), mapping('B', second)], version: 2 })
  expect((await events()).at(-1).changes.mappings.after).toEqual(body.mappings)
  await put(wish([]))
  expect((await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/roles/${second}`, { token: org.owner.token })).status).toBe(204)
})
