import { beforeAll, expect, test } from 'vitest'
import { advance, ask, control, type Json, settle } from '../support/api.ts'
import { addMember, again, createOrg, freshEmail, invited, type Member, type Org } from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack(), 'Acme')
})

const get = async (path = '', by: Member = org.owner): Promise<Json> =>
  (await ask(stack(), 'GET', `/v1/orgs/${org.id}${path}`, { token: by.token })).body
const act = (method: string, path: string) => ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token })

/** The counters say what the rows say. */
async function expectCounted() {
  await settle(stack())
  const { items } = await get('/users?limit=100')
  const { counts, seats, users } = await get()
  const rows = (...statuses: string[]) => items.filter(({ status }: Json) => statuses.includes(status)).length
  for (const [status, count] of Object.entries(counts)) expect([status, count]).toEqual([status, rows(status)])
  expect(seats.used).toBe(rows('invited', 'active', 'suspended'))
  expect(users.used).toBe(seats.used)
  const { items: roles } = await get('/roles')
  for (const { id, memberCount } of roles)
    expect([id, memberCount]).toEqual([id, items.filter((user: Json) => user.roles.some((role: Json) => role.id === id)).length])
}

test('a new organization has these settings, limits and one owner, of whom it warns', async () => {
  expect(await get()).toMatchObject({
    id: org.id,
    name: 'Acme',
    settings: {
      invitationTtlDays: 30,
      defaultRoleIds: ['rol_member'],
      initialPassword: 'generated',
      allowedEmailDomains: [],
      loginEmailChange: 'never',
      requireMfa: false,
      auditRetentionDays: 365,
    },
    counts: { invited: 0, expired: 0, active: 1, suspended: 0, inactive: 0 },
    seats: { used: 1 },
    users: { limit: 500, used: 1 },
    warnings: ['single_owner'],
    version: 1,
  })
})

test('L1: the warning goes while a second owner is active, and not for one who is only invited or suspended', async () => {
  await invited(stack(), org, { email: freshEmail(), roleIds: ['rol_owner'] })
  expect((await get()).warnings).toEqual(['single_owner'])
  const second = await addMember(stack(), org, { roleIds: ['rol_owner'] })
  expect((await get()).warnings).toEqual([])
  await act('POST', `/users/${second.id}/suspend`)
  expect((await get()).warnings).toEqual(['single_owner'])
})

test('T9, D2: counts, seats and memberCount equal the rows after every kind of change, and never raise the version', async () => {
  const { version } = await get()
  const people = [await addMember(stack(), org), await addMember(stack(), org, { roleIds: ['rol_admin', 'rol_member'] })]
  await expectCounted()
  const { invitation } = await invited(stack(), org, { email: freshEmail(), roleIds: ['rol_site_admin'] })
  await expectCounted()
  await act('DELETE', `/invitations/${invitation.id}`)
  await act('POST', `/users/${people[0]?.id}/suspend`)
  await expectCounted()
  await act('POST', `/users/${people[0]?.id}/reactivate`)
  const body = { roleIds: ['rol_site_admin'] }
  await ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${people[1]?.id}`, { token: org.owner.token, body })
  await expectCounted()
  expect((await get()).version).toBe(version)
})

test('T9: counting only some roles, a member takes no seat and an admin does', async () => {
  const before = await get()
  const admins = (await get('/roles')).items.find(({ id }: Json) => id === 'rol_admin').memberCount
  const set = await stack().invoke('setSeats', { orgId: org.id, seats: admins + 1, counting: ['rol_admin'] })
  expect(set).toEqual({ orgId: org.id, seats: { limit: admins + 1, used: admins } })
  await invited(stack(), org, { email: freshEmail() })
  expect((await get()).seats).toEqual({ limit: admins + 1, used: admins })
  await invited(stack(), org, { email: freshEmail(), roleIds: ['rol_admin'] })
  expect((await get()).seats).toEqual({ limit: admins + 1, used: admins + 1 })
  const body = { invitations: [{ email: freshEmail(), roleIds: ['rol_admin'] }, { email: freshEmail() }] }
  const { body: refused } = await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, { token: org.owner.token, body })
  expect(refused.results.map(({ status, error }: Json) => error?.code ?? status)).toEqual(['seat_limit_reached', 'created'])
  await stack().invoke('setSeats', { orgId: org.id, seats: 500, counting: null })
  expect((await get()).seats.used).toBe(before.seats.used + 3)
})

test('T9: a limit below what is used takes nothing from anybody, and says so in the figures', async () => {
  const { seats } = await get()
  await stack().invoke('setSeats', { orgId: org.id, seats: 1 })
  expect((await get()).seats).toEqual({ limit: 1, used: seats.used })
  await stack().invoke('setSeats', { orgId: org.id, seats: 500 })
})

test('the catalogue has Roster’s permissions and the product’s, with title and description', async () => {
  const { body } = await ask(stack(), 'GET', '/v1/permissions', { token: org.owner.token })
  const keys = `org:update users:read users:create users:invite users:update users:delete users:reset-password users:sessions
    roles:read roles:manage sites:read sites:manage resources:manage audit:read billing:manage reports:read`
  expect(body.items.map(({ key }: Json) => key)).toEqual(keys.split(/\s+/))
  for (const { title, description, grantable } of body.items)
    expect([title, description, grantable]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w{4}/), false])
})

test('me says who is signed in, and what they are and may do in each organization', async () => {
  const member = await addMember(stack(), org, {
    firstName: 'Mia',
    roleIds: ['rol_site_admin'],
    extraPermissions: ['billing:manage'],
    locale: 'pt',
  })
  const me = (await ask(stack(), 'GET', '/v1/me', { token: member.token })).body
  expect(me).toEqual({
    id: member.id,
    email: member.email,
    emailVerified: true,
    username: null,
    activeOrgId: org.id,
    memberships: [
      {
        organization: { id: org.id, name: 'Acme' },
        user: {
          id: member.id,
          firstName: 'Mia',
          lastName: null,
          displayName: 'Mia',
          communicationEmail: null,
          phone: null,
          locale: 'pt',
          status: 'active',
        },
        roles: [{ id: 'rol_site_admin', name: 'Site admin' }],
        permissions: ['billing:manage', 'sites:read', 'users:create', 'users:invite', 'users:read', 'users:update'],
        sites: [],
      },
    ],
  })
})

test('T1: a plain member reads the organization and nothing of its people', async () => {
  const member = await addMember(stack(), org)
  expect((await get('', member)).name).toBe('Acme')
  for (const path of ['/users', '/invitations', '/roles', `/users/${member.id}`])
    expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}${path}`, { token: member.token }), 403, 'forbidden')
})

test('L4: the schedule marks what expired, once, and the counters follow', async () => {
  await advance(stack(), 30 * 86_400 + 1)
  await control(stack(), '/schedules/run', {})
  org = { ...org, owner: await again(stack(), org.owner) }
  const { counts, seats } = await get()
  expect(counts.invited).toBe(0)
  expect(counts.expired).toBeGreaterThan(3)
  expect(seats.used).toBe(counts.active + counts.suspended)
  await expectCounted()
  const before = await get()
  await control(stack(), '/schedules/run', {})
  expect(await get()).toEqual(before)
})
