import { beforeAll, expect, test } from 'vitest'
import { ask, type Json } from '../support/api.ts'
import { addMember, createOrg, freshEmail, invite, type Member, type Org, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
let [admin, inviter, updater, plain]: Member[] = []

const at = (path = '') => `/v1/orgs/${org.id}${path}`
const patch = (by: Member | undefined, id: string | undefined, body: object) =>
  ask(stack(), 'PATCH', at(`/users/${id}`), { token: by?.token, body })
const verdict = async (by: Member | undefined, entry: object): Promise<Json> => {
  const answer = await invite(stack(), org, { email: freshEmail(), ...entry }, by)
  expect(answer.status).toBe(200)
  return answer.body.results[0]
}

beforeAll(async () => {
  org = await createOrg(stack())
  admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  inviter = await addMember(stack(), org, { extraPermissions: ['users:invite', 'users:read'] })
  updater = await addMember(stack(), org, { extraPermissions: ['users:update', 'users:read'] })
  plain = await addMember(stack(), org)
})

test.each([
  ['the Owner role', { roleIds: ['rol_owner'] }],
  ['a permission that admins lack', { extraPermissions: ['billing:manage'] }],
])('M6: an admin can neither invite with %s nor give it, to anybody or to themselves', async (_, grant) => {
  const { status, error } = await verdict(admin, grant)
  expect([status, error.code]).toEqual(['failed', 'grant_beyond_own'])
  for (const id of [plain?.id, admin?.id]) expectProblem(await patch(admin, id, grant), 403, 'grant_beyond_own')
  expect(await userOf(stack(), org, admin?.id ?? '')).toMatchObject({ roles: [{ id: 'rol_admin' }], extraPermissions: [] })
})

test('M6: who holds two permissions gives those and no other, by role or extra permission', async () => {
  expect((await verdict(inviter, { extraPermissions: ['users:invite', 'users:read'] })).status).toBe('created')
  for (const grant of [
    { roleIds: ['rol_admin'] },
    { roleIds: ['rol_member', 'rol_site_admin'] },
    { extraPermissions: ['users:update'] },
    { extraPermissions: ['users:invite', 'roles:read'] },
    { siteIds: 'all' },
  ]) {
    expect((await verdict(inviter, grant)).error).toMatchObject({ code: 'grant_beyond_own', status: 403 })
  }
})

test('nobody raises their own rights', async () => {
  for (const grant of [
    { roleIds: ['rol_admin'] },
    { extraPermissions: ['users:update', 'users:read', 'users:invite'] },
    { siteIds: 'all' },
  ])
    expectProblem(await patch(updater, updater?.id, grant), 403, 'grant_beyond_own')
  expectProblem(await patch(plain, plain?.id, { roleIds: ['rol_admin'] }), 403, 'forbidden')
})

test('M6: the catalogue tells each caller what they may grant, and that is what they may', async () => {
  const grantable = async (by: Member | undefined, query = `?orgId=${org.id}`) => {
    const { body } = await ask(stack(), 'GET', `/v1/permissions${query}`, { token: by?.token })
    return body.items.filter((item: Json) => item.grantable).map((item: Json) => item.key)
  }
  const all = await grantable(org.owner)
  expect(all).toHaveLength(16)
  expect(await grantable(admin)).toEqual(all.filter((key: string) => key !== 'billing:manage'))
  expect(await grantable(updater)).toEqual(['users:read', 'users:update'])
  expect(await grantable(plain)).toEqual([])
  expect(await grantable(org.owner, '')).toEqual([])
  for (const key of all) {
    const answer = await patch(admin, plain?.id, { extraPermissions: [key] })
    expect([key, answer.status]).toEqual([key, key === 'billing:manage' ? 403 : 200])
  }
  await patch(admin, plain?.id, { extraPermissions: [] })
})

test('nobody manages a person whose rights exceed their own, in any way', async () => {
  for (const [by, target] of [
    [admin, org.owner],
    [updater, admin],
    [updater, inviter],
  ] as const) {
    for (const body of [{ firstName: 'X' }, { roleIds: ['rol_member'] }, { extraPermissions: [] }])
      expectProblem(await patch(by, target?.id, body), 403, 'beyond_your_rights')
    expectProblem(await ask(stack(), 'POST', at(`/users/${target?.id}/suspend`), { token: by?.token }), 403, 'beyond_your_rights')
    expect((await userOf(stack(), org, target?.id ?? '', by)).actions).toEqual([])
  }
})

test('nobody re-activates, resends to or cancels a person beyond their own rights', async () => {
  const strong = await addMember(stack(), org, { roleIds: ['rol_owner'] })
  await ask(stack(), 'POST', at(`/users/${strong.id}/suspend`), { token: org.owner.token })
  expectProblem(
    await ask(stack(), 'POST', at(`/users/${strong.id}/reactivate`), { token: admin?.token }),
    403,
    'beyond_your_rights',
  )
  const { invitation } = await verdict(org.owner, { roleIds: ['rol_owner'] })
  const path = at(`/invitations/${invitation.id}`)
  expectProblem(await ask(stack(), 'POST', `${path}/resend`, { token: admin?.token }), 403, 'beyond_your_rights')
  expectProblem(await ask(stack(), 'DELETE', path, { token: admin?.token }), 403, 'beyond_your_rights')
  expect((await ask(stack(), 'GET', path, { token: admin?.token })).body).toMatchObject({ status: 'pending', version: 1 })
})

test('roles, permissions and sites that do not exist are named, all at once', async () => {
  const grant = { roleIds: ['rol_member', 'rol_nobody'], extraPermissions: ['users:fly', 'users:read'] }
  const faults = expectFaults(await patch(org.owner, plain?.id, grant), ['roleIds', 'extraPermissions'])
  expect(JSON.stringify(faults)).toMatch(/rol_nobody.*users:fly/)
  expectFaults(await patch(org.owner, plain?.id, { siteIds: ['ste_nowhere'] }), ['siteIds'])
  expectFaults(await patch(org.owner, plain?.id, { roleIds: ['owner'], siteIds: 'some' }), ['roleIds.0', 'siteIds'])
  expectFaults(await patch(org.owner, plain?.id, { roleIds: [], extraPermissions: ['users:read', 'users:read'] }), [
    'roleIds',
    'extraPermissions',
  ])
  const { error } = await verdict(org.owner, grant)
  expect(error).toMatchObject({ code: 'validation_failed', errors: [{ path: 'roleIds' }, { path: 'extraPermissions' }] })
})

test('M6: several roles and an extra permission can be given at once, and each counts', async () => {
  const { user } = await verdict(org.owner, { roleIds: ['rol_member', 'rol_admin'], extraPermissions: ['billing:manage'] })
  expect(user).toMatchObject({
    roles: [{ id: 'rol_admin' }, { id: 'rol_member' }],
    extraPermissions: ['billing:manage'],
    siteIds: 'all',
  })
})
