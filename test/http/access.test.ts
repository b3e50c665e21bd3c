import { beforeAll, expect, test } from 'vitest'
import { type Answer, ask, type Json } from '../support/api.ts'
import { addMember, createBusyOrg, freshEmail, invited, type Member, makeRole, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { wholeTable } from '../support/records.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
let site: string
beforeAll(async () => {
  org = await createBusyOrg(stack())
  site = (await as('POST', '/sites', { name: 'Quay' })).body.id
})

const as = (method: string, path: string, body?: unknown, by: Member = org.owner): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: by.token, body })
const access = (id: string, by?: Member) => as('GET', `/users/${id}/access`, undefined, by)
const preview = (id: string, body: object, { query = '', by }: { query?: string; by?: Member } = {}) =>
  as('POST', `/roles/${id}/preview${query}`, body, by)

test('each permission says which roles and extra grants it comes from, and how far it reaches', async () => {
  const reader = await makeRole(stack(), org, ['users:read', 'audit:read'], { name: 'Reader' })
  const member = await addMember(stack(), org, {
    roleIds: [reader, 'rol_site_admin'],
    siteIds: [site],
    extraPermissions: ['audit:read', 'billing:manage'],
  })
  const { body } = await access(member.id)
  const from = Object.fromEntries(body.permissions.map(({ permission, ...rest }: Json) => [permission, rest]))
  const siteAdmin = { kind: 'role', id: 'rol_site_admin', name: 'Site admin', reach: 'own-sites' }
  const asReader = { kind: 'role', id: reader, name: 'Reader', reach: 'everywhere' }
  const extra = { kind: 'extra', reach: 'everywhere' }
  expect(from['users:read']).toEqual({ reach: 'everywhere', sources: [siteAdmin, asReader] })
  expect(from['users:invite']).toEqual({ reach: 'own-sites', sources: [siteAdmin] })
  expect(from['audit:read']).toEqual({ reach: 'everywhere', sources: [asReader, extra] })
  expect(from['billing:manage']).toEqual({ reach: 'everywhere', sources: [extra] })
  expect(body).toMatchObject({ userId: member.id, inForce: true, sites: { siteIds: [site], sources: [{ kind: 'user' }] } })
  const { memberships } = (await ask(stack(), 'GET', '/v1/me', { token: member.token })).body
  expect(body.permissions.map(({ permission }: Json) => permission)).toEqual(memberships[0].permissions)
})

test('all sites say which role they come from, and whoever is not active holds it for later', async () => {
  const { body } = await access(org.owner.id)
  expect(body.sites).toEqual({ siteIds: 'all', sources: [{ kind: 'role', id: 'rol_owner', name: 'Owner' }] })
  const { user } = await invited(stack(), org, { email: freshEmail(), roleIds: ['rol_admin'], siteIds: [site] })
  const later = (await access(user.id)).body
  expect([later.inForce, later.sites.sources.map(({ kind }: Json) => kind)]).toEqual([false, ['role', 'user']])
})

test('T1: it is for those who may see the person', async () => {
  const [member, keeper] = [
    await addMember(stack(), org),
    await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [site] }),
  ]
  expectProblem(await access(org.owner.id, member), 403, 'forbidden')
  expectProblem(await access(member.id, keeper), 404, 'not_found')
})

test('D10: a preview tells who gains and loses what, by all that they have, and changes nothing', async () => {
  const role = await makeRole(stack(), org, ['users:read', 'users:invite'], { name: 'Inviter' })
  const person = (lastName: string, more: object = {}) =>
    addMember(stack(), org, { firstName: 'P', lastName, roleIds: [role], ...more })
  const plain = await person('Abel')
  await person('Berg', { roleIds: [role, 'rol_admin'] })
  const extra = await person('Cole', { extraPermissions: ['audit:read'] })
  const before = await wholeTable(stack())
  const { status, body } = await preview(role, { permissions: ['users:invite', 'audit:read'] })
  expect([status, await wholeTable(stack())]).toEqual([200, before])
  expect(body).toMatchObject({
    possible: true,
    refusal: null,
    gains: ['audit:read'],
    loses: ['users:read'],
    memberCount: 3,
    nextCursor: null,
  })
  expect(body.items).toEqual([
    {
      user: { id: plain.id, displayName: 'P Abel', email: plain.email, status: 'active' },
      gains: ['audit:read'],
      loses: ['users:read'],
    },
    { user: expect.objectContaining({ id: extra.id, displayName: 'P Cole' }), gains: [], loses: ['users:read'] },
  ])
  const first = (await preview(role, { permissions: [] }, { query: '?limit=1' })).body
  const query = `?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`
  const rest = (await preview(role, { permissions: [] }, { query })).body
  expect([...first.items, ...rest.items].map(({ user }: Json) => user.displayName)).toEqual(['P Abel', 'P Cole'])
  const narrower = (await preview(role, { siteBound: true })).body
  expect([narrower.gains, narrower.loses]).toEqual([[], ['users:invite', 'users:read']])
})

test('M6: a preview says what saving would be refused for, and shows people to those alone who may see them', async () => {
  const role = await makeRole(stack(), org, ['roles:read'])
  const managing = await makeRole(stack(), org, ['roles:manage', 'roles:read'])
  await addMember(stack(), org, { roleIds: [role] })
  const keeper = await addMember(stack(), org, { roleIds: [managing] })
  const { body } = await preview(role, { permissions: ['billing:manage'] }, { by: keeper })
  expect(body).toMatchObject({ possible: false, refusal: { code: 'grant_beyond_own' }, memberCount: 1, items: null })
  expect((await preview('rol_member', { permissions: ['users:read'] })).body.refusal.code).toBe('role_built_in')
  expectFaults(await preview(role, { permissions: ['users:fly'] }), ['permissions'])
  expectProblem(await preview(role, {}, { query: '?cursor=made-up' }), 422, 'invalid_cursor')
  const reader = await addMember(stack(), org, { roleIds: [role] })
  expectProblem(await preview(role, {}, { by: reader }), 403, 'forbidden')
})
