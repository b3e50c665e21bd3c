import { beforeEach, expect, test } from 'vitest'
import { create as createUser } from '../support/accounts.ts'
import { type Answer, ask, type Json } from '../support/api.ts'
import { withFactor } from '../support/factors.ts'
import { times } from '../support/figures.ts'
import { addMember, createBusyOrg, freshEmail, invite, invited, type Member, makeRole, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeEach(async () => {
  org = await createBusyOrg(stack(), { name: 'Acme' })
})

type How = { by?: Member; headers?: Record<string, string> }
const change = (body: unknown, { by = org.owner, headers }: How = {}): Promise<Answer> =>
  ask(stack(), 'PATCH', `/v1/orgs/${org.id}`, { token: by.token, body, headers })
const settings = (wish: object, how?: How) => change({ settings: wish }, how)
const read = async (): Promise<Json> => (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body
const events = async (): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(({ type }) => type === 'organization.changed')

test('name and settings are changed one by one, the rest stays; the answer is the organization as GET shows it', async () => {
  org.owner = await withFactor(stack(), org.owner)
  const before = await read()
  const named = await change({ name: '  Acme & Sons ' })
  expect(named.status).toBe(200)
  expect(named.headers.get('etag')).toBe('"2"')
  expect(named.body).toEqual({ ...before, name: 'Acme & Sons', version: 2, updatedAt: expect.any(String) })
  expect(await read()).toEqual(named.body)
  const all = {
    invitationTtlDays: 365,
    defaultRoleIds: ['rol_member', 'rol_admin'],
    initialPassword: 'chosen',
    allowedEmailDomains: ['example.com', 'xn--bcher-kva.example'],
    loginEmailChange: 'verified',
    requireMfa: true,
    auditRetentionDays: 3650,
  }
  const set = await settings({ ...all, allowedEmailDomains: ['Example.COM', 'bücher.example'] })
  expect(set.body).toMatchObject({ name: 'Acme & Sons', settings: all, version: 3 })
  const one = await settings({ requireMfa: false })
  expect(one.body.settings).toEqual({ ...all, requireMfa: false })
  expect(await read()).toEqual(one.body)
})

test('T8: one event tells before and after of each field that changed; where nothing changes nothing is written', async () => {
  await change({ name: 'Bolt', settings: { invitationTtlDays: 7, requireMfa: false } })
  const [event, ...more] = await events()
  expect(more).toEqual([])
  expect(event).toMatchObject({ target: { type: 'organization', id: org.id, name: 'Bolt' }, actor: { id: org.owner.id } })
  expect(event.changes).toEqual({
    name: { before: 'Acme', after: 'Bolt' },
    'settings.invitationTtlDays': { before: 30, after: 7 },
  })
  for (const body of [
    {},
    { settings: {} },
    { name: 'Bolt' },
    { settings: { defaultRoleIds: ['rol_member'], invitationTtlDays: 7 } },
  ])
    expect((await change(body)).body.version).toBe(2)
  expect(await events()).toHaveLength(1)
})

test('If-Match: an old version is refused, and of two changes at once each finds what the other left', async () => {
  org.owner = await withFactor(stack(), org.owner)
  expectProblem(await change({ name: 'X' }, { headers: { 'if-match': '"2"' } }), 412, 'stale_version')
  expect((await change({ name: 'X' }, { headers: { 'if-match': '"1"' } })).status).toBe(200)
  const once = await Promise.all(times(6).map(index => change({ name: `N${index}` }, { headers: { 'if-match': '"2"' } })))
  expect(once.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412, 412])
  const days = times(5)
  await Promise.all([
    ...days.map(index => settings({ invitationTtlDays: 10 + index })),
    settings({ requireMfa: true }),
    settings({ auditRetentionDays: 400 }),
  ])
  expect((await read()).settings).toMatchObject({ requireMfa: true, auditRetentionDays: 400 })
  expect((await read()).version).toBe(3 + 7)
})

test.each([
  [{ shoe: 1 }, ['shoe']],
  [{ settings: { shoe: 1 } }, ['settings.shoe']],
  [{ id: 'org_x', version: 9, seats: { limit: 9 } }, ['id', 'seats', 'version']],
  [{ name: '' }, ['name']],
  [{ name: 'x'.repeat(101) }, ['name']],
  [{ name: null }, ['name']],
  [{ settings: { invitationTtlDays: 0 } }, ['settings.invitationTtlDays']],
  [{ settings: { invitationTtlDays: 366 } }, ['settings.invitationTtlDays']],
  [{ settings: { invitationTtlDays: 1.5 } }, ['settings.invitationTtlDays']],
  [{ settings: { auditRetentionDays: 89 } }, ['settings.auditRetentionDays']],
  [{ settings: { auditRetentionDays: 3651 } }, ['settings.auditRetentionDays']],
  [{ settings: { initialPassword: 'none', loginEmailChange: true } }, ['settings.initialPassword', 'settings.loginEmailChange']],
  [{ settings: { requireMfa: 'yes' } }, ['settings.requireMfa']],
  [{ settings: { defaultRoleIds: [] } }, ['settings.defaultRoleIds']],
  [{ settings: { defaultRoleIds: ['rol_member', 'rol_member'] } }, ['settings.defaultRoleIds']],
  [{ settings: { defaultRoleIds: ['rol_nobody'] } }, ['settings.defaultRoleIds']],
  [{ settings: { defaultRoleIds: ['rol_member', 'rol_owner'] } }, ['settings.defaultRoleIds']],
  [{ settings: { allowedEmailDomains: ['example.com', 'EXAMPLE.com'] } }, ['settings.allowedEmailDomains']],
  [{ settings: { allowedEmailDomains: times(51).map(index => `d${index}.example`) } }, ['settings.allowedEmailDomains']],
])('what is not possible is named: %j', async (body, paths) => {
  expectFaults(await change(body), paths)
  expect((await read()).version).toBe(1)
})

test.each(['', 'acme', '@acme.com', 'a@acme.com', 'acme.com/x', '*.acme.com', '127.0.0.1', 'acme..com', '-a.com', 'a b.com'])(
  'a domain that is none is refused: %j',
  async domain => {
    expectFaults(await settings({ allowedEmailDomains: ['example.com', domain] }), ['settings.allowedEmailDomains.1'])
  },
)

test('the bounds themselves are possible', async () => {
  expect((await settings({ invitationTtlDays: 1, auditRetentionDays: 90 })).status).toBe(200)
  const domains = times(50).map(index => `d${index}.example`)
  expect((await settings({ allowedEmailDomains: domains })).body.settings.allowedEmailDomains).toEqual(domains)
  expect((await settings({ allowedEmailDomains: [] })).body.settings.allowedEmailDomains).toEqual([])
})

test('M6: nobody sets default roles that give more than they hold; what is set already binds nobody else', async () => {
  const clerical = await makeRole(stack(), org, ['org:update'])
  const billing = await makeRole(stack(), org, ['billing:manage'])
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const clerk = await addMember(stack(), org, { roleIds: [clerical] })
  expectProblem(await settings({ defaultRoleIds: [billing] }, { by: admin }), 403, 'grant_beyond_own')
  expectProblem(await settings({ defaultRoleIds: ['rol_admin'] }, { by: clerk }), 403, 'grant_beyond_own')
  expectFaults(await settings({ defaultRoleIds: ['rol_owner'] }), ['settings.defaultRoleIds'])
  expect((await settings({ defaultRoleIds: [clerical] }, { by: clerk })).status).toBe(200)
  expect((await settings({ defaultRoleIds: [billing, 'rol_admin'] })).status).toBe(200)
  const again = await settings({ defaultRoleIds: ['rol_admin', billing], invitationTtlDays: 3 }, { by: clerk })
  expect([again.status, again.body.settings.invitationTtlDays]).toEqual([200, 3])
  expect((await settings({ defaultRoleIds: ['rol_member'] }, { by: clerk })).status).toBe(200)
})

test('T2: what concerns the whole organization takes a permission that no site bounds', async () => {
  const guarding = await makeRole(stack(), org, ['org:update'], { siteBound: true })
  const warden = await addMember(stack(), org, { roleIds: [guarding], siteIds: 'all' })
  expectProblem(await change({ name: 'Mine' }, { by: warden }), 403, 'forbidden')
})

test('L3, T3: what is set counts for the very next invitation and creation', async () => {
  await settings({
    defaultRoleIds: ['rol_site_admin'],
    allowedEmailDomains: ['EXAMPLE.com'],
    invitationTtlDays: 2,
    initialPassword: 'chosen',
  })
  const { user, invitation } = await invited(stack(), org, { email: freshEmail() })
  expect(user.roles.map(({ id }: Json) => id)).toEqual(['rol_site_admin'])
  expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(2 * 86_400_000)
  const { results } = (await invite(stack(), org, { email: 'somebody@elsewhere.example' })).body
  expect(results[0].error.code).toBe('email_domain_not_allowed')
  expectFaults(await createUser(stack(), org, { email: freshEmail() }), ['temporaryPassword'])
})
