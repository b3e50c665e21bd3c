import { beforeAll, beforeEach, expect, test } from 'vitest'
import { authorizeUrl, openBrowser } from '../local/cognito/browser.ts'
import type { Stage } from '../local/cognito/stage.ts'
import { choosePassword, create } from '../support/accounts.ts'
import { advance, ask, mailTo, settle } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import {
  addMember,
  again,
  createBusyOrg,
  createOrg,
  freshEmail,
  invited,
  type Member,
  type Org,
  PASSWORD,
  signIn,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { confirm, linkFor, reset, resetMails } from '../support/resets.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'
import { openSession, refreshed } from '../support/tokens.ts'

const stack = useStack()
let org: Org
let other: Org
let admin: Member
beforeAll(async () => {
  org = await createBusyOrg(stack(), { name: 'Globex' })
  other = await createBusyOrg(stack(), { name: 'Other' })
  admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
})
beforeEach(async () => {
  for (const one of [org, other]) one.owner = await again(stack(), one.owner)
  admin = await again(stack(), admin)
})

const chosen = 'my very own 43'
const temporary = 'given by the desk 7'
const resetTo = (id: string, temporaryPassword?: string, by?: Member) =>
  reset(stack(), org, id, { mode: 'temporary', ...(temporaryPassword && { temporaryPassword }) }, { by })
const mail = (id: string, by?: Member) => reset(stack(), org, id, { mode: 'email' }, { by })
const orgAs = (token: string) => ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token })
const eventsOf = async (id: string) =>
  eventsIn(await scanTable(stack()), org.id).filter(({ target, type }) => target.id === id && type.startsWith('user.password'))

/** Joins the other organization, too. */
async function joinOther(person: Member): Promise<void> {
  await invited(stack(), other, { email: person.email })
  const [invitation] = await mailTo(stack(), person.email)
  const token = /\/accept#(\S+)/.exec(invitation?.text ?? '')?.[1]
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { body: { token }, token: person.token })
  expect(accepted.status, accepted.text).toBe(200)
}

test('T7, D6: a temporary password is generated, told once, opens nothing but the choice of another one, and ends the old one', async () => {
  const person = await addMember(stack(), org)
  const before = await userOf(stack(), org, person.id)
  const answer = await resetTo(person.id)
  expect(answer.status, answer.text).toBe(200)
  const { temporaryPassword, ...shown } = answer.body
  expect(temporaryPassword).toMatch(/^([2-9a-z]{5}-){3}[2-9a-z]{5}$/)
  expect(shown).toEqual({ ...before, mustChangePassword: true, version: before.version + 1, updatedAt: shown.updatedAt })
  expect(answer.headers.get('etag')).toBe(`"${before.version + 1}"`)
  await expect(signIn(stack(), person.email)).rejects.toThrow(/NotAuthorizedException/)
  await expect(signIn(stack(), person.email, temporaryPassword)).rejects.toThrow()
  const token = await choosePassword(stack(), person.email, temporaryPassword, chosen)
  expect((await orgAs(token)).status).toBe(200)
  expect(await userOf(stack(), org, person.id)).toMatchObject({ mustChangePassword: false })
  expect(await unsound(stack())).toEqual([])
})

test('T7: one that the administrator chooses is held to the rules, and not told again', async () => {
  const person = await addMember(stack(), org)
  for (const [password, reason] of [
    ['short one', /10 characters/],
    ['password123', /attackers/],
    [person.email, /email/],
    ['Globex-2026!', /name of the organization/],
  ] as const)
    expect(expectFaults(await resetTo(person.id, password), ['temporaryPassword'], 'password_too_weak')[0].message).toMatch(
      reason,
    )
  expect((await orgAs(person.token)).status).toBe(200)
  const answer = await resetTo(person.id, temporary)
  expect(answer.status).toBe(200)
  expect(answer.text).not.toContain(temporary)
  await choosePassword(stack(), person.email, temporary, chosen)
})

test('T7: the next call of every session of before is refused, and its refresh as well', async () => {
  const person = await addMember(stack(), org)
  const session = await openSession(stack(), person.email)
  await resetTo(person.id, temporary)
  for (const token of [person.token, session.access]) expect((await orgAs(token)).status).toBe(401)
  await expect(refreshed(stack(), session)).rejects.toThrow()
})

test('T7: on the hosted login page, too, the next sign-in asks for another password', async () => {
  const person = await addMember(stack(), org)
  await resetTo(person.id, temporary)
  const stage = { cognito: { url: stack().outputs.CognitoEndpoint }, ClientId: stack().outputs.UserPoolClientId } as Stage
  const browser = openBrowser(stage)
  const form = await browser.load(authorizeUrl(stage, { redirect_uri: `${stack().outputs.ApiUrl}/` }))
  const change = await browser.submit(form, { username: person.email, password: temporary })
  expect(change.heading).toBe('Choose a new password')
  const done = await browser.submit(change, { new_password: chosen, new_password_again: chosen })
  expect(done.headers.get('location')).toContain(`${stack().outputs.ApiUrl}/?code=`)
  expect(await userOf(stack(), org, person.id)).toMatchObject({ mustChangePassword: false })
})

test('T7: a temporary password that was never used, or has run out after seven days, is replaced by another one', async () => {
  const email = freshEmail()
  const { body } = await create(stack(), org, { email })
  await advance(stack(), 8 * 86_400)
  org.owner = await again(stack(), org.owner)
  await expect(choosePassword(stack(), email, body.temporaryPassword, chosen)).rejects.toThrow()
  const answer = await resetTo(body.id)
  await expect(choosePassword(stack(), email, answer.body.temporaryPassword, chosen)).resolves.toBeTypeOf('string')
  expect(await unsound(stack())).toEqual([])
})

test('T7: who did it and on whom stands in the log, without the password, and the person is told by mail', async () => {
  const person = await addMember(stack(), org, { firstName: 'Maria' })
  await resetTo(person.id, temporary, admin)
  await mail(person.id, admin)
  const events = await eventsOf(person.id)
  expect(events.map(({ type, actor, reset: how }) => [type, actor.id, how?.how])).toEqual([
    ['user.password_reset', admin.id, 'temporary'],
    ['user.password_reset_requested', admin.id, undefined],
  ])
  expect(events[0].changes).toEqual({ mustChangePassword: { before: false, after: true } })
  const notices = (await mailTo(stack(), person.email)).filter(
    ({ subject }) => subject === 'Your password for Roster was changed',
  )
  expect(notices).toHaveLength(1)
  expect(notices[0]?.text).toContain('An administrator of Globex has set a temporary password')
  expect(notices[0]?.text).not.toContain(temporary)
})

test('an address that never proved itself is not told: it may be a stranger’s', async () => {
  const email = freshEmail()
  const { body } = await create(stack(), org, { email })
  await resetTo(body.id)
  expect(await mailTo(stack(), email)).toEqual([])
})

test('D11: a mailed link leaves the old password and every session as they are until it is used', async () => {
  const person = await addMember(stack(), org)
  const before = await userOf(stack(), org, person.id)
  const answer = await mail(person.id)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.body).toEqual(before)
  expect((await orgAs(person.token)).status).toBe(200)
  await signIn(stack(), person.email)
  expect((await confirm(stack(), await linkFor(stack(), person.email), chosen)).status).toBe(204)
  expect((await orgAs(person.token)).status).toBe(401)
  await signIn(stack(), person.email, chosen)
})

test('D11: a link after a temporary password spares the person the change', async () => {
  const person = await addMember(stack(), org)
  await resetTo(person.id, temporary)
  await mail(person.id)
  expect((await confirm(stack(), await linkFor(stack(), person.email), chosen)).status).toBe(204)
  expect((await orgAs(await signIn(stack(), person.email, chosen))).status).toBe(200)
  expect(await userOf(stack(), org, person.id)).toMatchObject({ mustChangePassword: false })
  expect(await unsound(stack())).toEqual([])
})

test('an organization mails five times a day to one address, links among them, and says so', async () => {
  const person = await addMember(stack(), org)
  const small = await createOrg(stack(), 'Small')
  const { id } = await addMember(stack(), small)
  const mailed = () => reset(stack(), small, id, { mode: 'email' })
  for (let n = 0; n < 4; n += 1) expect((await mailed()).status).toBe(200) // the invitation was the first
  expect(expectProblem(await mailed(), 429, 'rate_limited')).toMatchObject({ limit: 5, limited: 'mails' })
  expect((await mail(person.id)).status).toBe(200)
})

test('an administrator of one organization sets no password of somebody who belongs to another one, and may mail the link', async () => {
  const person = await addMember(stack(), org)
  await joinOther(person)
  for (const password of [undefined, temporary]) {
    const { detail } = expectProblem(await resetTo(person.id, password), 403, 'beyond_your_rights')
    expect(detail).toMatch(/another organization/)
  }
  await signIn(stack(), person.email)
  expect((await mail(person.id)).status).toBe(200)
  expect(await resetMails(stack(), person.email)).toHaveLength(1)
  await ask(stack(), 'POST', `/v1/orgs/${other.id}/users/${person.id}/suspend`, { token: other.owner.token })
  expectProblem(await resetTo(person.id), 403, 'beyond_your_rights')
  await ask(stack(), 'DELETE', `/v1/orgs/${other.id}/users/${person.id}`, { token: other.owner.token })
  expect((await resetTo(person.id)).status).toBe(200)
})

test('somebody only invited elsewhere belongs to nobody else yet', async () => {
  const person = await addMember(stack(), org)
  await invited(stack(), other, { email: person.email })
  expect((await resetTo(person.id)).status).toBe(200)
})

test('nobody sets the own password without the old one: found signed in, a person keeps the account', async () => {
  expectProblem(await resetTo(admin.id, temporary, admin), 403, 'beyond_your_rights')
  expect((await mail(admin.id, admin)).status).toBe(200)
})

test('A9: it takes the permission users:reset-password, and at least the rights of the person', async () => {
  const person = await addMember(stack(), org)
  const holder = await addMember(stack(), org, { extraPermissions: ['users:read', 'users:reset-password'] })
  const reader = await addMember(stack(), org, { extraPermissions: ['users:read', 'users:update', 'users:delete'] })
  for (const body of [{ mode: 'email' }, { mode: 'temporary' }]) {
    const { permission } = expectProblem(await reset(stack(), org, person.id, body, { by: reader }), 403, 'forbidden')
    expect(permission).toBe('users:reset-password')
    expectProblem(await reset(stack(), org, org.owner.id, body, { by: admin }), 403, 'beyond_your_rights')
    expectProblem(await reset(stack(), org, admin.id, body, { by: holder }), 403, 'beyond_your_rights')
    expectProblem(await reset(stack(), org, 'usr_01m0000000neverexisted0000', body), 404, 'not_found')
    expect((await reset(stack(), org, person.id, body, { by: holder })).status).toBe(200)
  }
  expect((await userOf(stack(), org, person.id, holder)).actions).toEqual(['reset_password'])
  expect((await userOf(stack(), org, person.id, reader)).actions).not.toContain('reset_password')
})

test('A2: invited, expired and inactive people have no password to reset; a suspended one gets one for later, and no link', async () => {
  const [suspended, removed] = [await addMember(stack(), org), await addMember(stack(), org)]
  const pending = await invited(stack(), org, { email: freshEmail() })
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/users/${removed.id}`, { token: org.owner.token })
  for (const id of [removed.id, pending.user.id])
    for (const body of [{ mode: 'email' }, { mode: 'temporary' }])
      expectProblem(await reset(stack(), org, id, body), 409, 'wrong_status')
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${suspended.id}/suspend`, { token: org.owner.token })
  expectProblem(await mail(suspended.id), 409, 'wrong_status')
  expect((await resetTo(suspended.id, temporary)).status).toBe(200)
  await expect(choosePassword(stack(), suspended.email, temporary, chosen)).rejects.toThrow()
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${suspended.id}/reactivate`, { token: org.owner.token })
  await settle(stack())
  await choosePassword(stack(), suspended.email, temporary, chosen)
  expect(await unsound(stack())).toEqual([])
})

test('the body names a mode that there is, and nothing else; If-Match is honoured', async () => {
  const person = await addMember(stack(), org)
  expectFaults(await reset(stack(), org, person.id, {}), ['mode'])
  expectFaults(await reset(stack(), org, person.id, { mode: 'sms' }), ['mode'])
  expectFaults(await reset(stack(), org, person.id, { mode: 'email', temporaryPassword: temporary }), ['temporaryPassword'])
  const path = `/v1/orgs/${org.id}/users/${person.id}/reset-password`
  const headers = { 'if-match': '"999"' }
  expectProblem(
    await ask(stack(), 'POST', path, { token: org.owner.token, body: { mode: 'temporary' }, headers }),
    412,
    'stale_version',
  )
  await signIn(stack(), person.email)
})

test('a password that only Cognito refuses changes nothing', async () => {
  const person = await addMember(stack(), org)
  const before = await userOf(stack(), org, person.id)
  await breakDown(stack(), { service: 'cognito', operation: 'AdminSetUserPassword', error: 'InvalidPasswordException' })
  expectProblem(await resetTo(person.id, temporary), 422, 'password_too_weak')
  await mend(stack())
  expect(await userOf(stack(), org, person.id)).toEqual(before)
  await signIn(stack(), person.email, PASSWORD)
  expect((await resetTo(person.id, temporary)).status).toBe(200)
})

test('a Cognito that refuses to mail, as its reference has it of a pool without self-registration, is no reason to go without a link', async () => {
  const person = await addMember(stack(), org)
  await breakDown(stack(), { service: 'cognito', operation: 'ForgotPassword', error: 'NotAuthorizedException' })
  await mail(person.id)
  const link = await linkFor(stack(), person.email)
  await mend(stack())
  expect((await confirm(stack(), link, chosen)).status).toBe(204)
  expect((await orgAs(await signIn(stack(), person.email, chosen))).status).toBe(200)
  expect((await cognitoUsers(stack())).find(({ Username }) => Username === person.id)).toMatchObject({ UserStatus: 'CONFIRMED' })
  expect(await unsound(stack())).toEqual([])
})
