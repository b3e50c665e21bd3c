import { beforeAll, beforeEach, expect, test } from 'vitest'
import { choosePassword, create } from '../support/accounts.ts'
import { advance, ask, mailTo, settle } from '../support/api.ts'
import {
  addMember,
  again,
  cognito,
  createBusyOrg,
  freshEmail,
  invited,
  join,
  type Org,
  PASSWORD,
  signIn,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { confirm, forgot, linkFor, resetMails } from '../support/resets.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'
import { openSession, refreshed } from '../support/tokens.ts'

const stack = useStack()
let org: Org
let other: Org
beforeAll(async () => {
  org = await createBusyOrg(stack(), { name: 'Globex' })
  other = await createBusyOrg(stack(), { name: 'Other' })
})

/** The clock is moved on the way. */
beforeEach(async () => {
  for (const one of [org, other]) one.owner = await again(stack(), one.owner)
})

const chosen = 'my very own 43'
const wrongBut = (code: string) => (code === '000000' ? '000001' : '000000')
const me = (token: string) => ask(stack(), 'GET', '/v1/me', { token })
const eventsOf = async (id: string, at = org) =>
  eventsIn(await scanTable(stack()), at.id).filter(({ target, type }) => target.id === id && type.startsWith('user.password'))

test('D11: whoever forgot the password is mailed a link; the old one works until it is used, then the new one does', async () => {
  const person = await addMember(stack(), org)
  const asked = await forgot(stack(), person.email)
  expect([asked.status, asked.text]).toEqual([202, ''])
  const link = await linkFor(stack(), person.email)
  expect(link).toMatchObject({ email: person.email, code: expect.stringMatching(/^\d{6}$/), locale: 'en' })
  await signIn(stack(), person.email)
  expect((await me(person.token)).status).toBe(200)
  const done = await confirm(stack(), link, chosen)
  expect([done.status, done.text]).toEqual([204, ''])
  await expect(signIn(stack(), person.email)).rejects.toThrow(/NotAuthorizedException/)
  expect((await me(await signIn(stack(), person.email, chosen))).status).toBe(200)
  expect(await unsound(stack())).toEqual([])
})

test('D11: a used link ends every session of before, by the next call, and no refresh gives a new one', async () => {
  const person = await addMember(stack(), org)
  const session = await openSession(stack(), person.email)
  await forgot(stack(), person.email)
  expect((await confirm(stack(), await linkFor(stack(), person.email), chosen)).status).toBe(204)
  for (const token of [person.token, session.access]) {
    expect((await me(token)).status).toBe(403)
    expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token })).status).toBe(401)
  }
  await expect(refreshed(stack(), session)).rejects.toThrow()
})

test('D11: the link comes in the person’s own language, and from our own address', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email, locale: 'fr' })
  await join(stack(), email)
  await forgot(stack(), email)
  const [mail] = await resetMails(stack(), email)
  expect(mail.subject).toBe('Choisissez un nouveau mot de passe pour Roster')
  expect(mail.html).toContain('<html lang="fr" dir="ltr">')
  expect(mail.html).toContain(`href="${stack().outputs.ApiUrl}/reset#code=`)
  expect((await linkFor(stack(), email)).locale).toBe('fr')
})

test('D11: it goes to the login email, whatever communication email there is', async () => {
  const [email, elsewhere] = [freshEmail(), freshEmail('elsewhere')]
  await invited(stack(), org, { email })
  const person = await join(stack(), email)
  await ask(stack(), 'PATCH', '/v1/me', { token: person.token, body: { communicationEmail: elsewhere } })
  await forgot(stack(), email)
  expect(await resetMails(stack(), email)).toHaveLength(1)
  expect(await resetMails(stack(), elsewhere)).toEqual([])
})

test('a link works once; the one before does not, nor one an hour old, nor a code that was made up', async () => {
  const person = await addMember(stack(), org)
  await forgot(stack(), person.email)
  const first = await linkFor(stack(), person.email)
  await forgot(stack(), person.email)
  const second = await linkFor(stack(), person.email)
  if (first.code !== second.code) expectProblem(await confirm(stack(), first, chosen), 422, 'invalid_code')
  expectProblem(await confirm(stack(), { ...second, code: wrongBut(second.code) }, chosen), 422, 'invalid_code')
  expect((await confirm(stack(), second, chosen)).status).toBe(204)
  expectProblem(await confirm(stack(), second, PASSWORD), 422, 'invalid_code')
  await forgot(stack(), person.email)
  const third = await linkFor(stack(), person.email)
  await advance(stack(), 3601)
  expectProblem(await confirm(stack(), third, PASSWORD), 422, 'invalid_code')
  await signIn(stack(), person.email, chosen)
})

test('a code is no good after five wrong guesses, and thirty a minute are taken from one address', async () => {
  await advance(stack(), 60)
  const person = await addMember(stack(), org)
  await forgot(stack(), person.email)
  const link = await linkFor(stack(), person.email)
  for (let n = 0; n < 5; n += 1) await confirm(stack(), { ...link, code: wrongBut(link.code) }, chosen)
  expectProblem(await confirm(stack(), link, chosen), 422, 'invalid_code')
  await signIn(stack(), person.email)
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => confirm(stack(), { email: freshEmail(), code: '123456' }, chosen)),
  )
  const limited = answers.filter(({ status }) => status === 429)
  expect(limited).toHaveLength(6)
  for (const answer of limited)
    expect(expectProblem(answer, 429, 'rate_limited')).toMatchObject({ limit: 30, limited: 'guesses' })
  await advance(stack(), 60)
  expectProblem(await confirm(stack(), { email: freshEmail(), code: '123456' }, chosen), 422, 'invalid_code')
})

test('five mails a day go to one address, however often they are asked for; the next day it goes on', async () => {
  const person = await addMember(stack(), org)
  for (let n = 0; n < 7; n += 1) {
    expect((await forgot(stack(), person.email)).status).toBe(202)
    await settle(stack()) // of two at once only the newer is mailed
  }
  expect(await resetMails(stack(), person.email)).toHaveLength(5)
  await advance(stack(), 86_400)
  await forgot(stack(), person.email)
  expect(await resetMails(stack(), person.email)).toHaveLength(6)
})

test('T7: a new password is held to the same rules, with every reason, and the link stays good', async () => {
  const person = await addMember(stack(), org)
  await forgot(stack(), person.email)
  const link = await linkFor(stack(), person.email)
  for (const [password, reason] of [
    ['short one', /10 characters/],
    ['password123', /attackers/],
    [person.email, /email/],
    [' correct horse 42', /space/],
    ['Roster-2026!', /name of the organization or the product/],
  ] as const)
    expect(expectFaults(await confirm(stack(), link, password), ['password'], 'password_too_weak')[0].message).toMatch(reason)
  expectFaults(await confirm(stack(), { ...link, code: '12345' }, chosen), ['code'])
  expect((await confirm(stack(), link, chosen)).status).toBe(204)
})

test('T3: somebody with a temporary password gets a link, too; it goes on working until then, and need not be changed any more after', async () => {
  const email = freshEmail()
  const { body } = await create(stack(), org, { email })
  await forgot(stack(), email)
  const link = await linkFor(stack(), email)
  expectProblem(await confirm(stack(), { ...link, code: wrongBut(link.code) }, chosen), 422, 'invalid_code')
  expect(await userOf(stack(), org, body.id)).toMatchObject({ mustChangePassword: true, version: 1 })
  expect((await confirm(stack(), link, chosen)).status).toBe(204)
  expect((await me(await signIn(stack(), email, chosen))).body).toMatchObject({ id: body.id, emailVerified: true })
  expect(await userOf(stack(), org, body.id)).toMatchObject({ mustChangePassword: false, version: 2 })
  await expect(choosePassword(stack(), email, body.temporaryPassword, PASSWORD)).rejects.toThrow()
  expect(await unsound(stack())).toEqual([])
})

test('T3: a temporary password outlives a link that nobody uses', async () => {
  const email = freshEmail()
  const { body } = await create(stack(), org, { email })
  await forgot(stack(), email)
  await linkFor(stack(), email)
  await expect(choosePassword(stack(), email, body.temporaryPassword, chosen)).resolves.toBeTypeOf('string')
})

test('an account that others made is its mailbox’s from then on: old password, sessions and Cognito user are gone', async () => {
  const email = freshEmail('victim')
  const made = await create(stack(), org, { email, temporaryPassword: PASSWORD, mustChangePassword: false })
  const session = await openSession(stack(), email)
  const subOf = async () => (await cognitoUsers(stack())).find(({ Username }) => Username === made.body.id)?.Attributes
  const before = await subOf()
  await forgot(stack(), email)
  const link = await linkFor(stack(), email)
  const [mail] = await resetMails(stack(), email)
  expect(mail.html, 'no code to type at the hosted login').not.toMatch(/>\d{6}</)
  expect((await confirm(stack(), link, chosen)).status).toBe(204)
  await expect(signIn(stack(), email)).rejects.toThrow(/NotAuthorizedException/)
  await expect(refreshed(stack(), session)).rejects.toThrow()
  expect((await me(session.access)).status).toBe(403)
  expect(await subOf()).not.toEqual(before)
  expect((await me(await signIn(stack(), email, chosen))).body).toMatchObject({ id: made.body.id, emailVerified: true })
  expect(await unsound(stack())).toEqual([])
})

test('who is unknown, suspended, removed, only invited or without access is mailed nothing, and gets the same answer', async () => {
  const [suspended, removed] = [await addMember(stack(), org), await addMember(stack(), org)]
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${suspended.id}/suspend`, { token: org.owner.token })
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/users/${removed.id}`, { token: org.owner.token })
  const pending = freshEmail()
  await invited(stack(), org, { email: pending })
  await settle(stack())
  for (const email of [suspended.email, removed.email, pending, freshEmail()]) {
    const asked = await forgot(stack(), email)
    expect([asked.status, asked.text]).toEqual([202, ''])
    expect(await resetMails(stack(), email)).toEqual([])
    expectProblem(await confirm(stack(), { email, code: '123456' }, chosen), 422, 'invalid_code')
  }
  expectFaults(await forgot(stack(), 'no address'), ['email'])
})

test('suspended after asking, the person gets in by no link', async () => {
  const person = await addMember(stack(), org)
  await forgot(stack(), person.email)
  const link = await linkFor(stack(), person.email)
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${person.id}/suspend`, { token: org.owner.token })
  await settle(stack())
  expectProblem(await confirm(stack(), link, chosen), 422, 'invalid_code')
  await expect(signIn(stack(), person.email, chosen)).rejects.toThrow()
  expect(await unsound(stack())).toEqual([])
})

test('both, asking and choosing, stand in the log of every organization concerned, with where they came from, and the person is told once', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email, firstName: 'Maria' })
  const person = await join(stack(), email)
  await invited(stack(), other, { email })
  await settle(stack())
  const token = (await mailTo(stack(), email))[0]?.text.match(/\/accept#(\S+)/)?.[1]
  await ask(stack(), 'POST', '/v1/invitations/accept', { body: { token }, token: person.token })
  await forgot(stack(), email)
  expect((await confirm(stack(), await linkFor(stack(), email), chosen)).status).toBe(204)
  const here = await eventsOf(person.id)
  const there = await eventsOf(person.id, other)
  const types = [...here, ...there].map(({ type, actor }) => `${type} by ${actor.id ?? actor.name}`)
  expect(types.toSorted()).toEqual([
    `user.password_reset by ${person.id}`,
    `user.password_reset by ${person.id}`,
    'user.password_reset_requested by Somebody not signed in',
  ])
  for (const { origin } of [...here, ...there]) expect(origin).toMatchObject({ ip: '127.0.0.1', userAgent: expect.any(String) })
  const notices = (await mailTo(stack(), email)).filter(({ subject }) => subject === 'Your password for Roster was changed')
  expect(notices).toHaveLength(1)
  expect(notices[0]?.text).not.toMatch(/https?:/)
  for (const one of [org, other])
    expect((await ask(stack(), 'GET', `/v1/orgs/${one.id}`, { token: person.token })).status).toBe(401)
})

test('a password set by the mailed code at Cognito itself, as its login page does, counts the same', async () => {
  const person = await addMember(stack(), org)
  const ClientId = stack().outputs.UserPoolClientId
  await cognito(stack(), 'ForgotPassword', { ClientId, Username: person.email })
  const [mail] = await resetMails(stack(), person.email)
  const code = />(\d{6})</.exec(mail.html)?.[1]
  expect(code).toBe((await linkFor(stack(), person.email)).code)
  await cognito(stack(), 'ConfirmForgotPassword', { ClientId, Username: person.email, ConfirmationCode: code, Password: chosen })
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: person.token })).status).toBe(401)
  expect((await eventsOf(person.id)).map(({ type }) => type)).toEqual(['user.password_reset'])
  expect(await unsound(stack())).toEqual([])
})

test('the link of a mail that was asked for at the login page works on our page, too', async () => {
  const person = await addMember(stack(), org)
  await cognito(stack(), 'ForgotPassword', { ClientId: stack().outputs.UserPoolClientId, Username: person.email })
  expect((await confirm(stack(), await linkFor(stack(), person.email), chosen)).status).toBe(204)
  await signIn(stack(), person.email, chosen)
})

test('of an unproven address a code typed at Cognito itself lets nobody in, neither old nor new, and the next link does', async () => {
  const email = freshEmail('victim')
  const made = await create(stack(), org, { email, temporaryPassword: PASSWORD, mustChangePassword: false })
  const ClientId = stack().outputs.UserPoolClientId
  await cognito(stack(), 'ForgotPassword', { ClientId, Username: email })
  const { code } = await linkFor(stack(), email)
  await cognito(stack(), 'ConfirmForgotPassword', { ClientId, Username: email, ConfirmationCode: code, Password: chosen })
  for (const password of [PASSWORD, chosen]) await expect(signIn(stack(), email, password)).rejects.toThrow()
  await settle(stack())
  for (const password of [PASSWORD, chosen]) await expect(signIn(stack(), email, password)).rejects.toThrow(/NotAuthorized/)
  expect(await unsound(stack())).toEqual([])
  await forgot(stack(), email)
  expect((await confirm(stack(), await linkFor(stack(), email), chosen)).status).toBe(204)
  expect((await me(await signIn(stack(), email, chosen))).body).toMatchObject({ id: made.body.id, emailVerified: true })
})
