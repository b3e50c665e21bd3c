import { beforeEach, expect, test } from 'vitest'
import { ask, type Json } from '../support/api.ts'
import { arrive, mapGroups, provider, rolesOf } from '../support/federation.ts'
import { addMember, createBusyOrg, invite, inviteMany, type Member, type Org, userOf } from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
let person: Member
beforeEach(async () => {
  org = await createBusyOrg(stack())
  person = await addMember(stack(), org)
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'], Managers: ['rol_admin'] })
})

const at = (path = '', { id } = person) => `/v1/orgs/${org.id}/users/${id}${path}`
const patch = (body: object, by = org.owner) => ask(stack(), 'PATCH', at(), { token: by.token, body })
const post = (path: string) => ask(stack(), 'POST', at(path), { token: org.owner.token })
const expectManaged = (answer: Parameters<typeof expectProblem>[0]): Json => expectProblem(answer, 409, 'roles_managed_by_idp')

test('L7: roles are edited by hand until the person has come from the provider, and then no more', async () => {
  const byHand = (await patch({ roleIds: ['rol_admin'] })).body
  expect([byHand.rolesManagedBy, byHand.actions]).toEqual([undefined, expect.arrayContaining(['change_roles'])])
  await arrive(stack(), person.email, ['Engineers'])
  const shown = await userOf(stack(), org, person.id)
  expect(shown).toMatchObject({ rolesManagedBy: provider, groups: ['Engineers'], roles: [{ id: 'rol_site_admin' }] })
  expect(shown.actions).toEqual(expect.arrayContaining(['update', 'suspend', 'remove']))
  expect(shown.actions).not.toContain('change_roles')
  expect(expectManaged(await patch({ roleIds: ['rol_admin'] })).detail).toContain(provider)
  expectManaged(await patch({ firstName: 'Ann', roleIds: ['rol_site_admin', 'rol_member'] }))
  expect(await userOf(stack(), org, person.id)).toEqual(shown)
})

test('L7: names, extra permissions and sites are edited as before, and the same roles are no edit', async () => {
  await arrive(stack(), person.email, ['Engineers'])
  const body = { firstName: 'Ann', extraPermissions: ['reports:read'], siteIds: 'all', roleIds: ['rol_site_admin'] }
  expect((await patch(body)).body).toMatchObject({ firstName: 'Ann', extraPermissions: ['reports:read'], siteIds: 'all' })
  await arrive(stack(), person.email, ['Managers'])
  expect(await userOf(stack(), org, person.id)).toMatchObject({
    extraPermissions: ['reports:read'],
    roles: [{ id: 'rol_admin' }],
  })
})

test('L7: Owner alone is given and taken by hand, by an owner', async () => {
  await arrive(stack(), person.email, ['Managers'])
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  expectProblem(await patch({ roleIds: ['rol_admin', 'rol_owner'] }, admin), 403, 'grant_beyond_own')
  expectManaged(await patch({ roleIds: ['rol_owner'] }))
  expect((await patch({ roleIds: ['rol_owner', 'rol_admin'] })).status).toBe(200)
  expect((await patch({ roleIds: ['rol_admin'] })).status).toBe(200)
})

test('who has not come from the provider, or comes from another one, is edited by hand', async () => {
  await arrive(stack(), person.email, ['Engineers'], 'Another')
  expect((await patch({ roleIds: ['rol_admin'] })).status).toBe(200)
})

test('L7: switching the mapping off, or to another provider, lets roles be edited by hand again', async () => {
  await arrive(stack(), person.email, ['Engineers'])
  await mapGroups(stack(), org, {})
  const { rolesManagedBy, groups } = await userOf(stack(), org, person.id)
  expect([rolesManagedBy, groups]).toEqual([undefined, undefined])
  expect((await patch({ roleIds: ['rol_member'] })).status).toBe(200)
  await arrive(stack(), person.email, ['Engineers'], provider)
  expect(await rolesOf(stack(), org, person.id)).toEqual(['rol_member'])
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'] })
  expectManaged(await patch({ roleIds: ['rol_admin'] }))
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'] }, { provider: 'Another' })
  expect((await patch({ roleIds: ['rol_admin'] })).status).toBe(200)
})

test('L7: neither inviting again nor editing that invitation gives other roles, alone or in bulk', async () => {
  await arrive(stack(), person.email, ['Engineers'])
  expect((await ask(stack(), 'DELETE', at(), { token: org.owner.token })).status).toBe(200)
  const entry = { email: person.email, roleIds: ['rol_admin'] }
  expect((await invite(stack(), org, entry)).body.results[0].error).toMatchObject({ status: 409, code: 'roles_managed_by_idp' })
  const bulk = await inviteMany(stack(), org, [entry, { email: `other-${person.email}` }])
  expect(bulk.body.results.map(({ status }: Json) => status)).toEqual(['failed', 'created'])
  const again = await invite(stack(), org, { email: person.email })
  expect(again.body.results).toMatchObject([{ status: 'created', user: { id: person.id, roles: [{ id: 'rol_member' }] } }])
  const { invitation } = again.body.results[0]
  const path = `/v1/orgs/${org.id}/invitations/${invitation.id}`
  expectManaged(await ask(stack(), 'PATCH', path, { token: org.owner.token, body: { roleIds: ['rol_admin'] } }))
  expectManaged(await patch({ roleIds: ['rol_admin'] }))
  expect((await ask(stack(), 'PATCH', path, { token: org.owner.token, body: { siteIds: 'all' } })).status).toBe(200)
  expect(await unsound(stack())).toEqual([])
})

test('L7: whoever has no access for want of a group is not let in by hand, but can be removed, and let in once the mapping is off', async () => {
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'] }, { unmapped: 'no-access' })
  await arrive(stack(), person.email, []).catch(() => {})
  const shown = await userOf(stack(), org, person.id)
  expect(shown).toMatchObject({ status: 'suspended', rolesManagedBy: provider })
  expect(shown.actions).not.toContain('reactivate')
  expectManaged(await post('/reactivate'))
  await mapGroups(stack(), org, {})
  expect((await userOf(stack(), org, person.id)).actions).toContain('reactivate')
  expect((await post('/reactivate')).body).toMatchObject({ status: 'active' })
  expect((await ask(stack(), 'DELETE', at(), { token: org.owner.token })).status).toBe(200)
  expect(await unsound(stack())).toEqual([])
})

test('D8: suspended by hand stays suspended, also for whoever had no access before', async () => {
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'] }, { unmapped: 'no-access' })
  await arrive(stack(), person.email, ['Engineers'])
  await post('/suspend')
  await arrive(stack(), person.email, ['Engineers']).catch(() => {})
  expect(await userOf(stack(), org, person.id)).toMatchObject({
    status: 'suspended',
    actions: expect.arrayContaining(['reactivate']),
  })
  expect((await post('/reactivate')).body).toMatchObject({ status: 'active' })
})

test('M6: nobody comes to more by a group than whoever mapped it held, and no group changes the mapping', async () => {
  await mapGroups(stack(), org, { Managers: ['rol_admin'] })
  const { access } = await arrive(stack(), person.email, ['Managers'])
  const mine = { ...person, token: access }
  const owners = await mapGroups(stack(), org, { Managers: ['rol_admin', 'rol_owner'] }, {}, mine)
  expect(owners.status).toBe(422)
  expectManaged(await patch({ roleIds: ['rol_admin', 'rol_site_admin'] }, mine))
  await arrive(stack(), person.email, [])
  expect(await rolesOf(stack(), org, person.id)).toEqual(['rol_member'])
})

test('L7: why somebody may do something names the groups that give the role', async () => {
  await mapGroups(stack(), org, { Engineers: ['rol_site_admin'], Wardens: ['rol_site_admin'], Managers: ['rol_admin'] })
  await arrive(stack(), person.email, ['Wardens', 'Engineers', 'Managers'])
  const { body } = await ask(stack(), 'GET', at('/access'), { token: org.owner.token })
  const reading = body.permissions.find(({ permission }: Json) => permission === 'users:read')
  expect(reading.sources).toMatchObject([
    { kind: 'role', id: 'rol_admin', groups: ['Managers'] },
    { kind: 'role', id: 'rol_site_admin', groups: ['Engineers', 'Wardens'] },
  ])
  expect(body.sites.sources).toMatchObject([{ kind: 'role', id: 'rol_admin', groups: ['Managers'] }])
  await mapGroups(stack(), org, {})
  expect((await ask(stack(), 'GET', at('/access'), { token: org.owner.token })).text).not.toContain('groups')
})
