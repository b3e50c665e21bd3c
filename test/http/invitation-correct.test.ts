import { beforeAll, expect, test } from 'vitest'
import { putSetting } from '../support/accounts.ts'
import { type Answer, advance, ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { accept, runSchedule, switchOffSchedule } from '../support/faults.ts'
import { addMember, again, createBusyOrg, freshEmail, invited, type Member, type Org, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { putSite, wholeTable } from '../support/records.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
let org: Org
let other: Org

beforeAll(async () => {
  ;[org, other] = [await createBusyOrg(stack()), await createBusyOrg(stack(), { name: 'Other' })]
  await putSite(stack(), org.id, 'ste_north')
  await putSite(stack(), org.id, 'ste_south')
  await switchOffSchedule(stack())
})

type How = { by?: Member; headers?: Record<string, string>; of?: Org }
const correct = (id: string, body: unknown, { of = org, by = of.owner, headers = {} }: How = {}): Promise<Answer> =>
  ask(stack(), 'POST', `/v1/orgs/${of.id}/invitations/${id}/correct-email`, { token: by.token, body, headers })
const invitationOf = async (id: string, of = org): Promise<Json> =>
  (await ask(stack(), 'GET', `/v1/orgs/${of.id}/invitations/${id}`, { token: of.owner.token })).body
const someone = (entry: object = {}, of = org) => invited(stack(), of, { email: freshEmail('wrong'), ...entry })
const seats = async (of = org) => (await ask(stack(), 'GET', `/v1/orgs/${of.id}`, { token: of.owner.token })).body.seats
const leftOf = async (email: string, userId: string) =>
  (await scanTable(stack())).filter(({ pk }) => pk === `EMAIL#${email}` || pk === `IDENTITY#${userId}`)

async function expireAll(): Promise<void> {
  await advance(stack(), 30 * 86_400 + 1)
  await runSchedule(stack())
  for (const one of [org, other]) one.owner = await again(stack(), one.owner)
}

const everything = {
  firstName: 'Mia',
  lastName: 'Wong',
  displayName: 'Mia W.',
  phone: '+1 555 0100',
  locale: 'fr',
  roleIds: ['rol_admin', 'rol_member'],
  extraPermissions: ['billing:manage'],
  siteIds: ['ste_north'],
}

test('a wrong address is corrected in one step: the old link is dead, the right person has the mail and all that was given', async () => {
  const wrongEmail = freshEmail('wrong')
  const made = await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, {
    token: org.owner.token,
    body: { invitations: [{ email: wrongEmail, ...everything }], message: 'Welcome!' },
  })
  const [{ user, invitation }] = made.body.results
  const token = await tokenFor(stack(), wrongEmail)
  const before = await seats()
  const email = freshEmail('right')
  const answer = await correct(invitation.id, { email: email.toUpperCase() })
  expect(answer.status, answer.text).toBe(200)
  expect(answer.body).toMatchObject({ email, status: 'pending', message: 'Welcome!', version: 1, delivery: { state: 'queued' } })
  expect(answer.headers.get('etag')).toBe('"1"')
  expect([answer.body.id, answer.body.userId]).not.toContain(invitation.id)
  expect(answer.body.userId).not.toBe(user.id)
  expectProblem(await accept(stack(), token), 410, 'invitation_cancelled')
  expect(await invitationOf(invitation.id)).toMatchObject({ status: 'cancelled', reason: null, version: 2 })
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}/users/${user.id}`, { token: org.owner.token })).status).toBe(404)
  expect(await leftOf(wrongEmail, user.id)).toEqual([])
  expect(await seats()).toEqual(before)
  const { firstName, lastName, displayName, phone, locale, extraPermissions } = everything
  expect(await userOf(stack(), org, answer.body.userId)).toMatchObject({
    email,
    firstName,
    lastName,
    displayName,
    phone,
    locale,
    extraPermissions,
    status: 'invited',
    communicationEmail: null,
    roles: [{ id: 'rol_admin' }, { id: 'rol_member' }],
    invitation: { id: answer.body.id },
  })
  const events = eventsIn(await scanTable(stack()), org.id).filter(({ target }) =>
    [user.id, answer.body.userId].includes(target.id),
  )
  expect(events.map(({ type, target }) => `${type} ${target.id}`).toSorted()).toEqual(
    [`invitation.created ${user.id}`, `invitation.cancelled ${user.id}`, `invitation.created ${answer.body.userId}`].toSorted(),
  )
  expect(events.every(({ actor }) => actor.id === org.owner.id)).toBe(true)
  const [mail] = await mailTo(stack(), email)
  expect(mail?.text).toContain('Welcome!')
  expect((await accept(stack(), await tokenFor(stack(), email))).body).toMatchObject({ id: answer.body.userId, status: 'active' })
  expect(await unsound(stack())).toEqual([])
})

test('where mail goes moves along, or is corrected too, or cleared', async () => {
  const mailbox = freshEmail('mailbox')
  const userAfter = async (body: object) => {
    const { invitation } = await someone({ communicationEmail: mailbox })
    const { body: made } = await correct(invitation.id, { email: freshEmail('right'), ...body })
    return { user: await userOf(stack(), org, made.userId), made }
  }
  expect((await userAfter({})).user.communicationEmail).toBe(mailbox)
  const moved = freshEmail('moved')
  expect((await userAfter({ communicationEmail: moved })).user.communicationEmail).toBe(moved)
  expect(await mailTo(stack(), moved)).toHaveLength(1)
  const cleared = await userAfter({ communicationEmail: null })
  expect(cleared.user.communicationEmail).toBeNull()
  expect(await mailTo(stack(), cleared.made.email)).toHaveLength(1)
})

test('T9: with all seats taken a pending invitation is corrected; an expired one needs a seat', async () => {
  const own = await createBusyOrg(stack())
  const [open, gone] = [await someone({}, own), await someone({}, own)]
  await advance(stack(), 29 * 86_400)
  own.owner = await again(stack(), own.owner)
  await ask(stack(), 'POST', `/v1/orgs/${own.id}/invitations/${open.invitation.id}/resend`, { token: own.owner.token })
  await advance(stack(), 86_401)
  await runSchedule(stack())
  for (const one of [org, other, own]) one.owner = await again(stack(), one.owner)
  await stack().invoke('setSeats', { orgId: own.id, seats: 2 })
  expect(await seats(own)).toEqual({ limit: 2, used: 2 })
  const how = { of: own }
  expect((await correct(open.invitation.id, { email: freshEmail() }, how)).status).toBe(200)
  expect(await seats(own)).toEqual({ limit: 2, used: 2 })
  expectProblem(await correct(gone.invitation.id, { email: freshEmail() }, how), 409, 'seat_limit_reached')
  expect((await invitationOf(gone.invitation.id, own)).status).toBe('expired')
  await stack().invoke('setSeats', { orgId: own.id, seats: 3 })
  expect((await correct(gone.invitation.id, { email: freshEmail() }, how)).body.status).toBe('pending')
  expect(await seats(own)).toEqual({ limit: 3, used: 3 })
  expect(await unsound(stack())).toEqual([])
})

test('the right address may be of somebody who can sign in already, who stays the same person', async () => {
  const known = await addMember(stack(), other)
  const { user, invitation } = await someone()
  const answer = await correct(invitation.id, { email: known.email })
  expect(answer.body).toMatchObject({ userId: known.id, email: known.email, status: 'pending' })
  await settle(stack())
  const token = await tokenFor(stack(), known.email)
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { token: known.token, body: { token } })
  expect(accepted.body).toMatchObject({ id: known.id, status: 'active' })
  expect(await leftOf(user.email, user.id)).toEqual([])
  expect(await unsound(stack())).toEqual([])
})

test('an identity that another organization knows stays there when its address was the wrong one here', async () => {
  const known = await addMember(stack(), other)
  const { invitation } = await someone({ email: known.email })
  expect((await correct(invitation.id, { email: freshEmail('right') })).status).toBe(200)
  await settle(stack())
  expect((await userOf(stack(), other, known.id)).status).toBe('active')
  expect((await again(stack(), known)).token).toMatch(/\w/)
  expect(usersIn(await scanTable(stack()), org.id).some(({ id }) => id === known.id)).toBe(false)
  expect(await unsound(stack())).toEqual([])
})

test('a removed member who was invited back goes back to inactive, and the right person is new', async () => {
  const member = await addMember(stack(), org, { firstName: 'Rex' })
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/users/${member.id}`, { token: org.owner.token })
  const { invitation } = await someone({ email: member.email, roleIds: ['rol_admin'] })
  const { body } = await correct(invitation.id, { email: freshEmail('right') })
  expect(body.userId).not.toBe(member.id)
  expect((await userOf(stack(), org, member.id)).status).toBe('inactive')
  const made = await userOf(stack(), org, body.userId)
  expect(made).toMatchObject({ status: 'invited', firstName: 'Rex', roles: [{ id: 'rol_admin' }] })
  expect(made.createdAt).toBe(body.createdAt)
  expect(await unsound(stack())).toEqual([])
})

test('the right address may be of somebody removed, or whose own invitation ran out: they are invited again', async () => {
  const removed = await addMember(stack(), org)
  const patch = { communicationEmail: freshEmail('own') }
  await ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${removed.id}`, { token: org.owner.token, body: patch })
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/users/${removed.id}`, { token: org.owner.token })
  const late = await someone()
  await expireAll()
  const [one, two] = [await someone(), await someone()]
  const back = await correct(one.invitation.id, { email: removed.email, communicationEmail: null })
  expect(back.body.userId).toBe(removed.id)
  expect(await userOf(stack(), org, removed.id)).toMatchObject({ status: 'invited', communicationEmail: null })
  const [event] = eventsIn(await scanTable(stack()), org.id).filter(({ invitation }) => invitation?.id === back.body.id)
  expect(event.changes.communicationEmail).toEqual({ before: patch.communicationEmail, after: null })
  expect((await correct(two.invitation.id, { email: late.user.email })).body.userId).toBe(late.user.id)
  expect(await userOf(stack(), org, late.user.id)).toMatchObject({ status: 'invited' })
  expect(await unsound(stack())).toEqual([])
})

test('whatever inviting refuses is refused, and nothing is written then', async () => {
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const [strong, billing, plain, taken] = [
    await someone({ roleIds: ['rol_owner'] }),
    await someone({ extraPermissions: ['billing:manage'] }),
    await someone(),
    await someone(),
  ]
  await settle(stack())
  const before = await wholeTable(stack())
  const email = freshEmail()
  for (const { invitation } of [strong, billing])
    expectProblem(await correct(invitation.id, { email }, { by: admin }), 403, 'beyond_your_rights')
  expectProblem(await correct(plain.invitation.id, { email: org.owner.email }), 409, 'already_member')
  expectProblem(await correct(plain.invitation.id, { email: taken.user.email }), 409, 'already_invited')
  const [{ message }] = expectFaults(await correct(plain.invitation.id, { email: plain.user.email.toUpperCase() }), ['email'])
  expect(message).toMatch(/resend/)
  expectFaults(await correct(plain.invitation.id, { email: 'no', roleIds: ['rol_admin'] }), ['email', 'roleIds'])
  expectFaults(await correct(plain.invitation.id, {}), ['email'])
  expectProblem(await correct(plain.invitation.id, { email }, { headers: { 'if-match': '"7"' } }), 412, 'stale_version')
  expect(await wholeTable(stack())).toEqual(before)
})

test('M6, T2: who corrects gives all of it anew, and so needs all of it; invitations of other sites are 404', async () => {
  const keeper = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: ['ste_north'] })
  const [near, both, far] = [
    await someone({ siteIds: ['ste_north'] }),
    await someone({ siteIds: ['ste_north', 'ste_south'] }),
    await someone({ siteIds: ['ste_south'] }),
  ]
  const as = { by: keeper }
  expect((await correct(near.invitation.id, { email: freshEmail() }, as)).status).toBe(200)
  expectProblem(await correct(both.invitation.id, { email: freshEmail() }, as), 403, 'grant_beyond_own')
  expectProblem(await correct(far.invitation.id, { email: freshEmail() }, as), 404, 'not_found')
  expectProblem(await correct(far.invitation.id, { email: far.user.email }, as), 404, 'not_found')
})

test('the day’s limits count: invited addresses, and mails to one address', async () => {
  const own = await createBusyOrg(stack())
  const [one, two, three] = [await someone({}, own), await someone({}, own), await someone({}, own)]
  const how = { of: own }
  await stack().invoke('setLimits', { orgId: own.id, invitesPerDay: 5 })
  expect((await correct(one.invitation.id, { email: freshEmail() }, how)).status).toBe(200)
  expect((await correct(two.invitation.id, { email: freshEmail() }, how)).status).toBe(200)
  const refused = expectProblem(await correct(three.invitation.id, { email: freshEmail() }, how), 429, 'rate_limited')
  expect(refused).toMatchObject({ limited: 'addresses', limit: 5 })
  await stack().invoke('setLimits', { orgId: own.id, invitesPerDay: 100, mailsPerAddress: 1 })
  const mailbox = freshEmail('shared')
  const { invitation } = await someone({ communicationEmail: mailbox }, own)
  const full = expectProblem(await correct(invitation.id, { email: freshEmail() }, how), 429, 'rate_limited')
  expect(full).toMatchObject({ limited: 'mails', limit: 1 })
  expect((await invitationOf(invitation.id, own)).status).toBe('pending')
  expect((await correct(invitation.id, { email: freshEmail(), communicationEmail: null }, how)).status).toBe(200)
})

test('an address at a domain that the organization does not take is refused', async () => {
  const own = await createBusyOrg(stack())
  const { invitation } = await someone({}, own)
  await putSetting(stack(), own.id, 'allowedEmailDomains', { L: [{ S: 'acme.example' }] })
  expectProblem(await correct(invitation.id, { email: freshEmail() }, { of: own }), 422, 'email_domain_not_allowed')
  expect((await correct(invitation.id, { email: `right-${process.pid}@acme.example` }, { of: own })).status).toBe(200)
})

test('what is over cannot be corrected: 409 that says so', async () => {
  const [cancelled, accepted, corrected] = [await someone(), await someone(), await someone()]
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${cancelled.invitation.id}`, { token: org.owner.token })
  await accept(stack(), await tokenFor(stack(), accepted.user.email))
  await correct(corrected.invitation.id, { email: freshEmail() })
  for (const { invitation } of [cancelled, accepted, corrected])
    expectProblem(await correct(invitation.id, { email: freshEmail() }), 409, 'wrong_status')
})

test('the same Idempotency-Key and body give the first answer again, and nothing comes twice', async () => {
  const known = await addMember(stack(), other)
  const [one, two] = [await someone({ communicationEmail: freshEmail() }), await someone()]
  for (const [{ invitation }, email, key] of [
    [one, freshEmail('right'), 'correct-1'],
    [two, known.email, 'correct-2'],
  ] as const) {
    const headers = { 'idempotency-key': key, 'if-match': '"1"' }
    const first = await correct(invitation.id, { email }, { headers })
    expect(first.status, first.text).toBe(200)
    await settle(stack())
    const before = await wholeTable(stack())
    const again = await correct(invitation.id, { email }, { headers })
    expect([again.status, again.body]).toEqual([200, first.body])
    expect(await wholeTable(stack())).toEqual(before)
    await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations/${first.body.id}/resend`, { token: org.owner.token })
    expect((await correct(invitation.id, { email }, { headers })).body).toEqual(first.body)
    await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${first.body.id}`, { token: org.owner.token })
    expect((await correct(invitation.id, { email }, { headers })).body).toEqual(first.body)
    for (const body of [{ email: freshEmail() }, { email, communicationEmail: null }])
      expectProblem(await correct(invitation.id, body, { headers }), 422, 'idempotency_key_reused')
  }
  const third = await someone()
  const reused = correct(third.invitation.id, { email: freshEmail() }, { headers: { 'idempotency-key': 'correct-1' } })
  expectProblem(await reused, 422, 'idempotency_key_reused')
})

test('sent several times at once under one key, one is carried out and all get its answer', async () => {
  for (let round = 0; round < 5; round++) {
    const { invitation } = await someone()
    const [email, headers] = [freshEmail('right'), { 'idempotency-key': `at-once-${round}` }]
    const answers = await Promise.all([1, 2, 3, 4].map(() => correct(invitation.id, { email }, { headers })))
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([200, answers[0]?.body])
    expect(await mailTo(stack(), email)).toHaveLength(1)
  }
  expect(await unsound(stack())).toEqual([])
})
