import { beforeAll, expect, test } from 'vitest'
import { type Answer, ask, type Json } from '../support/api.ts'
import { addMember, createBusyOrg, freshEmail, invited, type Member, makeRole, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { give } from '../support/resources.ts'
import { call, guarded } from '../support/routes.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org

/** Written by hand from api.md: what each route needs, and what it answers to whoever holds it. */
const needs: Record<string, string | null> = {
  getMe: null,
  changeMe: null,
  requestEmailCode: null,
  confirmEmailCode: null,
  requestLoginEmail: null,
  confirmLoginEmail: null,
  listMySessions: null,
  endMySessions: null,
  endMySession: null,
  getMyFactors: null,
  startTotp: null,
  confirmTotp: null,
  removeTotp: null,
  listPermissions: null,
  getOrganization: null,
  changeOrganization: 'org:update',
  listUsers: 'users:read',
  exportUsers: 'users:read',
  createUser: 'users:create',
  getUser: 'users:read',
  changeUser: 'users:update',
  suspendUser: 'users:update',
  reactivateUser: 'users:update',
  resetPassword: 'users:reset-password',
  listInvitations: 'users:read',
  getInvitation: 'users:read',
  inviteUsers: 'users:invite',
  changeInvitation: 'users:invite',
  resendInvitation: 'users:invite',
  cancelInvitation: 'users:invite',
  correctInvitationEmail: 'users:invite',
  listUserSessions: 'users:sessions',
  endUserSessions: 'users:sessions',
  endUserSession: 'users:sessions',
  listRoles: 'roles:read',
  createRole: 'roles:manage',
  getRole: 'roles:read',
  changeRole: 'roles:manage',
  deleteRole: 'roles:manage',
  previewRole: 'roles:manage',
  getAccess: 'users:read',
  removeUser: 'users:delete',
  leaveOrganization: null,
  moveResources: 'users:update',
  putResource: 'resources:manage',
  getResource: 'resources:manage',
  listResources: 'resources:manage',
  deleteResource: 'resources:manage',
  listSites: 'sites:read',
  createSite: 'sites:manage',
  getSite: 'sites:read',
  changeSite: 'sites:manage',
  deleteSite: 'sites:manage',
  getGroupMappings: 'org:update',
  setGroupMappings: 'org:update',
}

const catalogue = `org:update users:read users:create users:invite users:update users:delete users:reset-password users:sessions
  roles:read roles:manage sites:read sites:manage resources:manage audit:read billing:manage reports:read`.split(/\s+/)

const but = (...left: string[]) => catalogue.filter(permission => !left.includes(permission))
const roles: Record<string, string[]> = {
  rol_owner: catalogue,
  rol_admin: but('billing:manage'),
  rol_site_admin: ['users:read', 'users:create', 'users:invite', 'users:update', 'sites:read'],
  rol_member: [],
}

const asOwner = (method: string, path: string, body?: object) =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token, body })

/** A member who holds nothing, active or suspended, and somebody invited: what a caller with any right may act on. */
type Targets = Record<'active' | 'suspended' | 'removable' | 'invitation' | 'wrong' | 'site' | 'role', string>
async function targets(entry: object = {}): Promise<Targets> {
  const [active, suspended] = [await addMember(stack(), org, entry), await addMember(stack(), org, entry)]
  const removable = await addMember(stack(), org, entry)
  await asOwner('POST', `/users/${suspended.id}/suspend`)
  const { invitation } = await invited(stack(), org, { email: freshEmail(), ...entry })
  const wrong = await invited(stack(), org, { email: freshEmail(), ...entry })
  const site = (await asOwner('POST', '/sites', { name: freshEmail('site') })).body.id
  const people = { active: active.id, suspended: suspended.id, removable: removable.id }
  const role = await makeRole(stack(), org, [])
  return { ...people, invitation: invitation.id, wrong: wrong.invitation.id, site, role }
}

/** Reading routes first, suspension and what ends something last, so that none spoils another's target. */
async function answersOf(
  { token }: Member,
  { active, suspended, removable, invitation, wrong, site, role }: Targets,
): Promise<[string, Answer][]> {
  const order = Object.keys(needs).toSorted((one, other) => rank(one) - rank(other))
  const answers: [string, Answer][] = []
  for (const name of order) {
    const route = guarded.find(one => one.name === name)
    if (!route) throw new Error(`There is no route ${name} any more.`)
    const userId = name === 'reactivateUser' ? suspended : name === 'removeUser' ? removable : active
    const invitationId = name === 'correctInvitationEmail' ? wrong : invitation
    const things = { type: 'report', resourceId: 'shared', siteId: site, roleId: role, sessionId: 'ses_never' }
    const ids = { orgId: org.id, userId, heirId: org.owner.id, invitationId, ...things }
    answers.push([name, await call(stack(), route, ids, token)])
  }
  return answers
}
const rank = (name: string) => ['suspendUser', 'cancelInvitation', 'deleteResource', 'deleteSite', 'deleteRole'].indexOf(name)

/** No authenticator app is set up with a token that is none. A caller who owns something may leave, but not yet; no login email may change, and nobody has the session that is named: all can try. */
const allowed: Record<string, number> = {
  requestEmailCode: 202,
  createUser: 201,
  cancelInvitation: 204,
  deleteResource: 204,
  createSite: 201,
  deleteSite: 204,
  createRole: 201,
  deleteRole: 204,
  leaveOrganization: 409,
  requestLoginEmail: 409,
  confirmLoginEmail: 422,
  endMySessions: 204,
  endMySession: 404,
  endUserSessions: 204,
  endUserSession: 404,
  startTotp: 403,
  confirmTotp: 403,
  removeTotp: 404,
}

async function addCaller(entry: object = {}): Promise<Member> {
  const caller = await addMember(stack(), org, entry)
  await give(stack(), org, caller, 1)
  return caller
}

function expectAllowed(answers: [string, Answer][], holds: (permission: string) => boolean): void {
  for (const [name, answer] of answers) {
    const permission = needs[name]
    if (!permission || holds(permission)) expect([name, answer.status]).toEqual([name, allowed[name] ?? 200])
    else expect([name, expectProblem(answer, 403, 'forbidden').permission]).toEqual([name, permission])
  }
}

beforeAll(async () => {
  org = await createBusyOrg(stack())
})

test('every route that needs a token stands in the table of this test', () => {
  expect(Object.keys(needs).toSorted()).toEqual(guarded.map(({ name }) => name).toSorted())
})

test('A9, T1: each permission opens exactly its own routes, from the very next call, and the refusal names what is missing', async () => {
  const caller = await addCaller()
  const shared = await targets()
  for (const permission of catalogue) {
    const given = await asOwner('PATCH', `/users/${caller.id}`, { extraPermissions: [permission] })
    expect(given.body.extraPermissions).toEqual([permission])
    expectAllowed(await answersOf(caller, shared), one => one === permission)
    if (permission === 'users:update') shared.active = (await addMember(stack(), org)).id // suspended by now
    if (permission === 'users:invite') {
      const { invitation } = await invited(stack(), org, { email: freshEmail() })
      shared.invitation = invitation.id
      shared.wrong = (await invited(stack(), org, { email: freshEmail() })).invitation.id
    }
    if (permission === 'sites:manage') shared.site = (await asOwner('POST', '/sites', { name: freshEmail('site') })).body.id
  }
  await asOwner('PATCH', `/users/${caller.id}`, { extraPermissions: [] })
  expectAllowed(await answersOf(caller, shared), () => false)
}, 180_000)

test.each(Object.entries(roles).filter(([role]) => role !== 'rol_site_admin'))(
  'M5, T1: %s may use exactly these routes',
  async (role, permissions) => {
    const caller = await addCaller({ roleIds: [role] })
    expectAllowed(await answersOf(caller, await targets()), permission => permissions.includes(permission))
  },
)

test('M5: the built-in roles hold exactly these permissions', async () => {
  const { body } = await asOwner('GET', '/roles')
  expect(body.nextCursor).toBeNull()
  const builtIn = body.items.filter((role: Json) => role.builtIn)
  expect(builtIn.map(({ id, name, builtIn, siteBound }: Record<string, unknown>) => [id, name, builtIn, siteBound])).toEqual([
    ['rol_owner', 'Owner', true, false],
    ['rol_admin', 'Admin', true, false],
    ['rol_site_admin', 'Site admin', true, true],
    ['rol_member', 'Member', true, false],
  ])
  for (const { id, permissions } of builtIn) expect(permissions.toSorted()).toEqual(roles[id]?.toSorted())
})

test('L7: several roles add up, and taking one away counts on the very next call', async () => {
  const caller = await addMember(stack(), org, { roleIds: ['rol_member', 'rol_admin'] })
  const list = () => ask(stack(), 'GET', `/v1/orgs/${org.id}/users`, { token: caller.token })
  expect((await list()).status).toBe(200)
  const changed = await asOwner('PATCH', `/users/${caller.id}`, { roleIds: ['rol_member'] })
  expect(changed.body.roles).toEqual([{ id: 'rol_member', name: 'Member' }])
  expectProblem(await list(), 403, 'forbidden')
})

test('A9: whoever may only change users acts on a user without being able to list any', async () => {
  const caller = await addMember(stack(), org, { extraPermissions: ['users:update'] })
  const { active } = await targets()
  const changed = await ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${active}`, {
    token: caller.token,
    body: { phone: '+1 555 0100' },
  })
  expect(changed.body).toMatchObject({ id: active, phone: '+1 555 0100' })
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}/users/${active}`, { token: caller.token }), 403, 'forbidden')
})

test('a permission that is missing is told before any fault of the input, and a missing thing before neither', async () => {
  const caller = await addMember(stack(), org)
  const { active } = await targets()
  const patch = (id: string, token: string) =>
    ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${id}`, { token, body: { shoe: 1 } })
  expect(expectProblem(await patch(active, caller.token), 403, 'forbidden').errors).toBeUndefined()
  expectProblem(await patch('usr_01m0000000never', org.owner.token), 404, 'not_found')
  expectFaults(await patch(active, org.owner.token), ['shoe'])
})
