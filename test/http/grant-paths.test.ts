import { beforeEach, expect, test } from 'vitest'
import { create } from '../support/accounts.ts'
import { type Answer, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { accept } from '../support/faults.ts'
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
import { expectProblem } from '../support/problems.ts'
import { give } from '../support/resources.ts'
import { useStack } from '../support/stack.ts'

/**
 * M6: by no path does anybody get more than whoever gives it holds at that moment. The plain ones, by editing, inviting or making a
 * role, are in `grants.test.ts`, `roles.test.ts`, `role-deletion.test.ts` and `organization-change.test.ts`.
 */
const stack = useStack()
let org: Org
/** May invite, edit and create, and see; holds nothing else to give. */
let keeper: Member
let keeping: string
const held = ['users:read', 'users:invite', 'users:update', 'users:create', 'audit:read']

const as = (method: string, path: string, body?: object, by: Member = org.owner): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: by.token, body })
const asKeeper = (method: string, path: string, body?: object) => as(method, path, body, keeper)
/** Of the role that the keeper has. */
const narrow = (...permissions: string[]) => as('PATCH', `/roles/${keeping}`, { permissions })
const offered = (entry: object) => invited(stack(), org, { email: freshEmail(), ...entry }, keeper)
const rightsOf = async ({ token }: Member): Promise<string[]> =>
  (await ask(stack(), 'GET', '/v1/me', { token })).body.memberships[0].permissions

beforeEach(async () => {
  org = await createBusyOrg(stack())
  keeping = await makeRole(stack(), org, held, { name: 'Keeper' })
  keeper = await addMember(stack(), org, { roleIds: [keeping] })
})

/** Cancelled as it was tried, and nobody came in. */
async function expectInvitationDead({ user, invitation }: Json): Promise<void> {
  expectProblem(await accept(stack(), await tokenFor(stack(), user.email)), 410, 'invitation_cancelled')
  expect((await as('GET', `/invitations/${invitation.id}`)).body).toMatchObject({ reason: 'inviter_lost_rights' })
  expectProblem(await as('GET', `/users/${user.id}`), 404, 'not_found')
}

test('M6, L3: in a bulk the entries that give too much are refused one by one, and the others are in', async () => {
  const invitations = [
    { extraPermissions: ['users:read'] },
    { roleIds: ['rol_admin'] },
    { roleIds: ['rol_owner'] },
    { siteIds: 'all' },
    {},
  ]
  const { body } = await asKeeper('POST', '/invitations', {
    invitations: invitations.map(one => ({ email: freshEmail(), ...one })),
  })
  expect(body.results.map(({ status, error }: Json) => error?.code ?? status)).toEqual([
    'created',
    'grant_beyond_own',
    'grant_beyond_own',
    'grant_beyond_own',
    'created',
  ])
})

test('M6, L3: whoever invites or creates without naming roles gives the default ones, and needs to hold what those give', async () => {
  await as('PATCH', '', { settings: { defaultRoleIds: ['rol_site_admin'] } })
  const { body } = await invite(stack(), org, { email: freshEmail() }, keeper)
  expect(body.results[0].error).toMatchObject({ status: 403, code: 'grant_beyond_own' })
  expectProblem(await create(stack(), org, { email: freshEmail() }, { by: keeper }), 403, 'grant_beyond_own')
  await as('PATCH', '', { settings: { defaultRoleIds: [keeping] } })
  expect((await offered({})).user.roles).toEqual([{ id: keeping, name: 'Keeper' }])
  expect((await create(stack(), org, { email: freshEmail() }, { by: keeper })).status).toBe(201)
})

test('M6: whoever lost what an invitation gives can neither send it again, nor correct its address, nor edit it', async () => {
  const { invitation } = await offered({ extraPermissions: ['audit:read'] })
  await narrow('users:read', 'users:invite', 'users:update')
  const path = `/invitations/${invitation.id}`
  expectProblem(await asKeeper('POST', `${path}/resend`), 403, 'beyond_your_rights')
  expectProblem(await asKeeper('POST', `${path}/correct-email`, { email: freshEmail() }), 403, 'beyond_your_rights')
  expectProblem(await asKeeper('PATCH', path, { roleIds: ['rol_member'] }), 403, 'beyond_your_rights')
  expectProblem(await asKeeper('PATCH', `/users/${invitation.userId}`, { extraPermissions: [] }), 403, 'beyond_your_rights')
  expect((await as('GET', path)).body).toMatchObject({ status: 'pending', version: 1 })
})

test('M6: an invitation ends at acceptance when the role of whoever sent it was narrowed meanwhile', async () => {
  const offer = await offered({ extraPermissions: ['audit:read'] })
  await narrow('users:read', 'users:invite')
  await expectInvitationDead(offer)
})

test('M6: and when that role was deleted for a lesser one, be it that no row has followed', async () => {
  const offer = await offered({ extraPermissions: ['audit:read'] })
  expect((await as('DELETE', `/roles/${keeping}?replaceWith=rol_member`)).status).toBe(204)
  await expectInvitationDead(offer)
})

test('M6: and when a role that it gives came to give more than whoever sent it holds', async () => {
  const role = await makeRole(stack(), org, ['users:read'], { name: 'Reader' })
  const offer = await offered({ roleIds: [role] })
  await as('PATCH', `/roles/${role}`, { permissions: ['users:read', 'users:delete'] })
  await expectInvitationDead(offer)
})

test.each([
  ['was removed', (): Promise<Answer> => as('DELETE', `/users/${keeper.id}`)],
  ['left', (): Promise<Answer> => asKeeper('POST', '/leave')],
  [
    'was erased',
    async (): Promise<Answer> => {
      await as('DELETE', `/users/${keeper.id}`)
      return as('DELETE', `/users/${keeper.id}?permanent=true&confirm=${keeper.id}`)
    },
  ],
])('M6: and when whoever sent it %s; what gives no rights goes on', async (_, end) => {
  const [offer, plain] = [await offered({ extraPermissions: ['audit:read'] }), await offered({})]
  expect((await end()).status).toBeLessThan(300)
  await expectInvitationDead(offer)
  expect((await accept(stack(), await tokenFor(stack(), plain.user.email))).body).toMatchObject({ status: 'active' })
})

test('M6, A7: nobody re-activates somebody whose role has come to give more since', async () => {
  const role = await makeRole(stack(), org, ['users:read'], { name: 'Reader' })
  const reader = await addMember(stack(), org, { roleIds: [role] })
  expect((await asKeeper('POST', `/users/${reader.id}/suspend`)).status).toBe(200)
  await as('PATCH', `/roles/${role}`, { permissions: ['users:read', 'users:delete'] })
  expectProblem(await asKeeper('POST', `/users/${reader.id}/reactivate`), 403, 'beyond_your_rights')
  expect(await userOf(stack(), org, reader.id, keeper)).toMatchObject({ status: 'suspended', actions: [] })
})

test('M6: somebody removed who had more is invited back by nobody who holds less, and by others with what these give', async () => {
  const strong = await addMember(stack(), org, { roleIds: ['rol_admin'], extraPermissions: ['billing:manage'] })
  await as('DELETE', `/users/${strong.id}`)
  const { body } = await invite(stack(), org, { email: strong.email, roleIds: ['rol_member'] }, keeper)
  expect(body.results[0].error).toMatchObject({ status: 403, code: 'beyond_your_rights' })
  await invited(stack(), org, { email: strong.email, roleIds: ['rol_member'] })
  const back = await userOf(stack(), org, strong.id)
  expect(back).toMatchObject({ status: 'invited', roles: [{ id: 'rol_member' }], extraPermissions: [] })
})

test('A6: who receives what somebody else owned has no more rights than before', async () => {
  const [giver, heir] = [await addMember(stack(), org, { roleIds: ['rol_admin'] }), await addMember(stack(), org)]
  await give(stack(), org, giver, 1)
  expect((await as('DELETE', `/users/${giver.id}?transferTo=${heir.id}`)).status).toBe(200)
  await settle(stack())
  expect(await rightsOf(heir)).toEqual([])
})

test('M6: whoever edits roles and people takes no detour over a role of their own to more than they hold', async () => {
  await narrow(...held, 'roles:read', 'roles:manage')
  const before = await rightsOf(keeper)
  const more = { name: 'More', permissions: [...held, 'org:update'] }
  const spare = await asKeeper('POST', '/roles', { name: 'Spare', permissions: ['users:read'] })
  for (const [method, path, body] of [
    ['POST', '/roles', more],
    ['PATCH', `/roles/${keeping}`, more],
    ['PATCH', `/roles/${spare.body.id}`, more],
    ['DELETE', `/roles/${keeping}?replaceWith=rol_admin`],
    ['PATCH', '', { settings: { defaultRoleIds: ['rol_admin'] } }],
    ['PATCH', `/users/${keeper.id}`, { roleIds: [keeping, 'rol_admin'] }],
    ['PATCH', `/users/${keeper.id}`, { extraPermissions: ['org:update'] }],
    ['PATCH', `/users/${keeper.id}`, { siteIds: 'all' }],
    ['POST', `/users/${org.owner.id}/suspend`],
  ] as [string, string, object?][])
    expect([method, path, (await asKeeper(method, path, body)).status]).toEqual([method, path, 403])
  expect(await rightsOf(keeper)).toEqual(before)
})
