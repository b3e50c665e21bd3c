import { beforeAll, expect, test } from 'vitest'
import { type Answer, advance, ask, control, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { accept, runSchedule, switchOffSchedule } from '../support/faults.ts'
import {
  addMember,
  again,
  createBusyOrg,
  freshEmail,
  invited,
  type Member,
  makeRole,
  type Org,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { putSite, wholeTable } from '../support/records.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, invitationsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
const [north, south] = ['ste_north', 'ste_south']

beforeAll(async () => {
  org = await createBusyOrg(stack())
  for (const site of [north, south]) await putSite(stack(), org.id, site)
  await switchOffSchedule(stack())
})

const at = (id: string, of = org) => `/v1/orgs/${of.id}/invitations/${id}`
const edit = (id: string, body: unknown, { by = org.owner, headers = {}, of = org } = {}): Promise<Answer> =>
  ask(stack(), 'PATCH', at(id, of), { token: by.token, body, headers })
const resend = (id: string, by: Member = org.owner) => ask(stack(), 'POST', `${at(id)}/resend`, { token: by.token })
const someone = (entry: object = {}, of = org) => invited(stack(), of, { email: freshEmail(), ...entry })
const eventsOf = async (userId: string, of = org): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), of.id).filter(({ target }) => target.id === userId)

async function expireAll(): Promise<void> {
  await advance(stack(), 30 * 86_400 + 1)
  await runSchedule(stack())
  org.owner = await again(stack(), org.owner)
}

const everything = {
  firstName: 'Mia',
  lastName: 'Wong',
  displayName: 'Mia W.',
  phone: '+1 555 0100',
  communicationEmail: 'mia@office.example',
  locale: 'fr',
  roleIds: ['rol_admin', 'rol_member'],
  extraPermissions: ['billing:manage'],
  siteIds: ['ste_north'],
}

test('M11: everything of a pending invitation but its email is changed, the link stays good, and the event tells before and after', async () => {
  const { user, invitation } = await someone({ firstName: 'Mai' })
  const token = await tokenFor(stack(), user.email)
  const changed = await edit(invitation.id, everything)
  expect(changed.status, changed.text).toBe(200)
  expect(changed.body).toMatchObject({ id: invitation.id, userId: user.id, status: 'pending', email: user.email, version: 2 })
  expect(changed.headers.get('etag')).toBe('"2"')
  expect(changed.body.expiresAt).toBe(invitation.expiresAt)
  expect(await userOf(stack(), org, user.id)).toMatchObject({
    firstName: 'Mia',
    lastName: 'Wong',
    displayName: 'Mia W.',
    phone: '+1 555 0100',
    locale: 'fr',
    version: 2,
    communicationEmail: 'mia@office.example',
    extraPermissions: ['billing:manage'],
    siteIds: 'all',
    status: 'invited',
    roles: [{ id: 'rol_admin' }, { id: 'rol_member' }],
    invitation: { id: invitation.id, status: 'pending' },
  })
  const [, event] = await eventsOf(user.id)
  expect(event).toMatchObject({
    type: 'invitation.changed',
    actor: { id: org.owner.id },
    invitation: { id: invitation.id, tokenVersion: 1 },
  })
  expect(event.changes).toEqual({
    firstName: { before: 'Mai', after: 'Mia' },
    lastName: { before: null, after: 'Wong' },
    displayName: { before: null, after: 'Mia W.' },
    phone: { before: null, after: '+1 555 0100' },
    communicationEmail: { before: null, after: 'mia@office.example' },
    locale: { before: 'en', after: 'fr' },
    roleIds: { before: ['rol_member'], after: ['rol_admin', 'rol_member'] },
    extraPermissions: { before: [], after: ['billing:manage'] },
    siteIds: { before: [], after: ['ste_north'] },
  })
  await settle(stack())
  const found = await ask(stack(), 'GET', `/v1/orgs/${org.id}/users?q=wong`, { token: org.owner.token })
  expect(found.body.items.map(({ id }: Json) => id)).toEqual([user.id])
  expect(await mailTo(stack(), 'mia@office.example')).toEqual([])
  expect((await accept(stack(), token)).body).toMatchObject({ id: user.id, status: 'active', firstName: 'Mia' })
})

test('A8: a resend after an edit mails to the new mailbox, in the new language; the link of the first mail is dead', async () => {
  const { user, invitation } = await someone()
  const communicationEmail = freshEmail('moved')
  const first = await tokenFor(stack(), user.email)
  await edit(invitation.id, { communicationEmail, locale: 'de' })
  expect(await mailTo(stack(), communicationEmail)).toEqual([])
  expect((await resend(invitation.id)).status).toBe(200)
  const [mail] = await mailTo(stack(), communicationEmail)
  expect(mail?.html).toContain('lang="de"')
  expect(await mailTo(stack(), user.email)).toHaveLength(1)
  expectProblem(await accept(stack(), first), 410, 'invitation_cancelled')
  expect((await accept(stack(), await tokenFor(stack(), communicationEmail))).body.id).toBe(user.id)
})

test('an edit while the mail is on its way leaves its delivery as it is', async () => {
  const { invitation } = await someone()
  await settle(stack())
  const sent = (await ask(stack(), 'GET', at(invitation.id), { token: org.owner.token })).body.delivery
  expect(sent.state).toBe('delivered')
  const { body } = await edit(invitation.id, { phone: '1' })
  expect(body.delivery).toEqual(sent)
  const racing = await someone()
  await Promise.all([edit(racing.invitation.id, { phone: '1' }), edit(racing.invitation.id, { lastName: 'Two' })])
  await settle(stack())
  const after = await ask(stack(), 'GET', at(racing.invitation.id), { token: org.owner.token })
  expect(after.body).toMatchObject({ delivery: { state: 'delivered' }, version: 3 })
  expect(await mailTo(stack(), racing.user.email)).toHaveLength(1)
})

test('M11: an expired invitation is edited too: no mail goes, and the next resend gives what stands there then', async () => {
  const { user, invitation } = await someone()
  await expireAll()
  const communicationEmail = freshEmail('later')
  const changed = await edit(invitation.id, { communicationEmail, roleIds: ['rol_admin'] })
  expect(changed.body).toMatchObject({ id: invitation.id, status: 'expired', version: 3 })
  expect(await userOf(stack(), org, user.id)).toMatchObject({ status: 'expired', roles: [{ id: 'rol_admin' }] })
  expect((await resend(invitation.id)).body.status).toBe('pending')
  const accepted = await accept(stack(), await tokenFor(stack(), communicationEmail))
  expect(accepted.body).toMatchObject({ id: user.id, roles: [{ id: 'rol_admin' }] })
})

test('nothing to change writes nothing and raises no version', async () => {
  const { invitation } = await someone({ firstName: 'Ida', roleIds: ['rol_admin', 'rol_member'] })
  await settle(stack())
  const before = await wholeTable(stack())
  for (const body of [{}, { firstName: 'Ida' }, { roleIds: ['rol_member', 'rol_admin'] }, { email: invitation.email }])
    expect((await edit(invitation.id, body)).body).toMatchObject({ id: invitation.id, version: 1 })
  expect(await wholeTable(stack())).toEqual(before)
})

test('M9, M11: the login email stays, and what is unknown or wrong is named', async () => {
  const { invitation } = await someone()
  const refused = expectProblem(await edit(invitation.id, { email: freshEmail() }), 409, 'login_email_immutable')
  expect(refused.detail).toMatch(/correct-email/)
  expect((await edit(invitation.id, { email: invitation.email.toUpperCase(), phone: '2' })).status).toBe(200)
  expectFaults(await edit(invitation.id, { shoe: 1, message: 'x', status: 'active' }), ['shoe', 'message', 'status'])
  expectFaults(await edit(invitation.id, { locale: 'xx', communicationEmail: 'no' }), ['locale', 'communicationEmail'])
  const grants = { roleIds: ['rol_nobody'], extraPermissions: ['users:fly'] }
  expectFaults(await edit(invitation.id, grants), ['roleIds', 'extraPermissions'])
  expectFaults(await edit(invitation.id, { siteIds: ['ste_gone'] }), ['siteIds'])
})

test('what is over cannot be edited: 409 that says so', async () => {
  const [cancelled, accepted] = [await someone(), await someone()]
  await ask(stack(), 'DELETE', at(cancelled.invitation.id), { token: org.owner.token })
  await accept(stack(), await tokenFor(stack(), accepted.user.email))
  for (const { invitation } of [cancelled, accepted])
    expectProblem(await edit(invitation.id, { firstName: 'X' }), 409, 'wrong_status')
})

test('the ETag is the invitation’s, and If-Match honours it', async () => {
  const { user, invitation } = await someone()
  await ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${user.id}`, { token: org.owner.token, body: { phone: '3' } })
  expect((await edit(invitation.id, { firstName: 'A' }, { headers: { 'if-match': '"1"' } })).body.version).toBe(2)
  expectProblem(await edit(invitation.id, { firstName: 'B' }, { headers: { 'if-match': '"1"' } }), 412, 'stale_version')
  expect((await userOf(stack(), org, user.id)).version).toBe(3)
})

test('M6: nobody gives beyond their own at an edit, and nobody edits somebody beyond their rights', async () => {
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const inviter = await addMember(stack(), org, { extraPermissions: ['users:invite'] })
  const [plain, owner] = [await someone(), await someone({ roleIds: ['rol_owner'] })]
  for (const [by, body] of [
    [admin, { roleIds: ['rol_owner'] }],
    [admin, { extraPermissions: ['billing:manage'] }],
    [inviter, { roleIds: ['rol_site_admin'] }],
    [inviter, { extraPermissions: ['users:read'] }],
    [inviter, { siteIds: [north] }],
  ] as const)
    expectProblem(await edit(plain.invitation.id, body, { by }), 403, 'grant_beyond_own')
  expectProblem(await edit(owner.invitation.id, { firstName: 'X' }, { by: admin }), 403, 'beyond_your_rights')
  const updater = await addMember(stack(), org, { extraPermissions: ['users:update', 'users:read'] })
  expectProblem(await edit(plain.invitation.id, { firstName: 'X' }, { by: updater }), 403, 'forbidden')
  expect((await edit(plain.invitation.id, { extraPermissions: ['users:invite'] }, { by: inviter })).status).toBe(200)
})

test('T2: a site admin edits the invitations of the own sites, gives and takes no other site, and keeps one of the own', async () => {
  const keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: [north] })
  const [near, far, both] = [
    await someone({ siteIds: [north] }),
    await someone({ siteIds: [south] }),
    await someone({ siteIds: [north, south] }),
  ]
  expect((await edit(near.invitation.id, { firstName: 'Nele' }, { by: keeper })).status).toBe(200)
  expectProblem(await edit(near.invitation.id, { siteIds: [north, south] }, { by: keeper }), 403, 'grant_beyond_own')
  expectFaults(await edit(near.invitation.id, { siteIds: [] }, { by: keeper }), ['siteIds'])
  expect((await edit(both.invitation.id, { firstName: 'Bo' }, { by: keeper })).status).toBe(200)
  // Else it could not be accepted: whoever changes what it gives answers for all of it.
  expectProblem(await edit(both.invitation.id, { roleIds: ['rol_site_admin'] }, { by: keeper }), 403, 'grant_beyond_own')
  const never = await edit('inv_01m0000000never', { siteIds: ['ste_gone'] }, { by: keeper })
  const hidden = await edit(far.invitation.id, { siteIds: ['ste_gone'] }, { by: keeper })
  expect({ ...expectProblem(hidden, 404, 'not_found'), requestId: '' }).toEqual({ ...never.body, requestId: '' })
})

test('M6: whoever changed what an invitation gives answers for it when it is accepted, and who changed only a name does not', async () => {
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const [given, named] = [await someone(), await someone()]
  await edit(given.invitation.id, { roleIds: ['rol_admin'] }, { by: admin })
  await edit(named.invitation.id, { firstName: 'N' }, { by: admin })
  const backers = Object.fromEntries(invitationsIn(await scanTable(stack()), org.id).map(({ id, backedBy }) => [id, backedBy]))
  expect([backers[given.invitation.id], backers[named.invitation.id]]).toEqual([admin.id, org.owner.id])
  const tokens = [await tokenFor(stack(), given.user.email), await tokenFor(stack(), named.user.email)]
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${admin.id}/suspend`, { token: org.owner.token })
  expectProblem(await accept(stack(), tokens[0] ?? ''), 410, 'invitation_cancelled')
  expect((await accept(stack(), tokens[1] ?? '')).status).toBe(200)
})

test('T9: all seats taken never stands against an edit, but against a role that needs a seat', async () => {
  const own = await createBusyOrg(stack())
  const free = await makeRole(stack(), own, [])
  const { invitation } = await someone({ roleIds: [free] }, own)
  const seats = async () => (await ask(stack(), 'GET', `/v1/orgs/${own.id}`, { token: own.owner.token })).body.seats
  const seated = ['rol_owner', 'rol_admin', 'rol_member']
  await stack().invoke('setSeats', { orgId: own.id, seats: 1, counting: seated })
  expect(await seats()).toEqual({ limit: 1, used: 1 })
  const rename = (firstName: string) => edit(invitation.id, { firstName }, { by: own.owner, of: own })
  const promote = (roleIds: string[]) => edit(invitation.id, { roleIds }, { by: own.owner, of: own })
  expect((await rename('Full')).status).toBe(200)
  expect(expectProblem(await promote(['rol_member']), 409, 'seat_limit_reached')).toMatchObject({ limit: 1, used: 1 })
  await stack().invoke('setSeats', { orgId: own.id, seats: 2, counting: seated })
  expect((await promote(['rol_member'])).status).toBe(200)
  expect((await promote(['rol_admin'])).status).toBe(200)
  expect(await seats()).toEqual({ limit: 2, used: 2 })
  expect((await promote([free])).status).toBe(200)
  expect(await seats()).toEqual({ limit: 2, used: 1 })
})

test('an edit beside an acceptance: both count, or the edit comes too late', async () => {
  await control(stack(), '/schedules', { enabled: false })
  for (let round = 0; round < 6; round++) {
    const { user, invitation } = await someone()
    const token = await tokenFor(stack(), user.email)
    const [accepted, changed] = await Promise.all([accept(stack(), token), edit(invitation.id, { phone: '7' })])
    expect(accepted.status, accepted.text).toBe(200)
    if (changed.status !== 200) expectProblem(changed, 409, 'wrong_status')
    const after = await userOf(stack(), org, user.id)
    expect([after.status, after.phone]).toEqual(['active', changed.status === 200 ? '7' : null])
  }
})
