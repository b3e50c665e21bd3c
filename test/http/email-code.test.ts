import { beforeAll, beforeEach, expect, test } from 'vitest'
import { create } from '../support/accounts.ts'
import { advance, ask, type Json, mailTo, settle } from '../support/api.ts'
import { again, createBusyOrg, freshEmail, invited, join, type Member, type Org, PASSWORD, signIn } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createBusyOrg(stack())
})

/** Some tests move the clock, past the owner’s token. */
beforeEach(async () => {
  org.owner = await again(stack(), org.owner)
})

const post = (path: string, token: string, body?: object) =>
  ask(stack(), 'POST', `/v1/me/email-verification${path}`, { token, body })
const verified = async ({ token }: Member): Promise<boolean> =>
  (await ask(stack(), 'GET', '/v1/me', { token })).body.emailVerified

/** Somebody whose account was made for them. */
async function unproven(more: object = {}): Promise<Member> {
  const email = freshEmail('unproven')
  const made = await create(stack(), org, { email, temporaryPassword: PASSWORD, mustChangePassword: false, ...more })
  expect(made.status, made.text).toBe(201)
  return { id: made.body.id, email, token: await signIn(stack(), email) }
}

async function codesTo(email: string): Promise<string[]> {
  await settle(stack())
  return (await mailTo(stack(), email)).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? [])
}

/** Asks for a code and reads it in the mail. */
async function coded({ email, token }: Member): Promise<string> {
  expect((await post('', token)).status).toBe(202)
  return (await codesTo(email))[0] ?? ''
}

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('an account made for somebody is unproven until the code mailed to the login email is entered', async () => {
  const person = await unproven({ communicationEmail: freshEmail('elsewhere') })
  expect(await verified(person)).toBe(false)
  const asked = await post('', person.token)
  expect(asked.body).toEqual({ emailVerified: false, expiresAt: expect.stringMatching(/Z$/) })
  const [code = '', ...more] = await codesTo(person.email)
  expect(more).toEqual([])
  const proved = await post('/confirm', person.token, { code })
  expect(proved.status, proved.text).toBe(200)
  expect(proved.body).toMatchObject({ id: person.id, emailVerified: true, memberships: [{ organization: { id: org.id } }] })
  expect(await verified(person)).toBe(true)
  expect((await post('', person.token)).body).toEqual({ emailVerified: true, expiresAt: null })
  expect((await post('/confirm', person.token, { code })).status).toBe(200)
  expect(await codesTo(person.email)).toHaveLength(1)
  expect(await unsound(stack())).toEqual([])
})

test('an invitation that went elsewhere proves nothing about the login email; the code does', async () => {
  const [email, elsewhere] = [freshEmail('login'), freshEmail('elsewhere')]
  await invited(stack(), org, { email, communicationEmail: elsewhere })
  const { id } = await join(stack(), elsewhere).catch(() => ({ id: '' })) // signing in by that address is not possible
  expect(id).toBe('')
  const person = { id: 'usr', email, token: await signIn(stack(), email) }
  expect(await verified(person)).toBe(false)
  expect((await post('/confirm', person.token, { code: await coded(person) })).body.emailVerified).toBe(true)
  expect(await mailTo(stack(), elsewhere)).toHaveLength(1)
})

test('the mail speaks the person’s language, and holds the digits on a line of their own', async () => {
  const person = await unproven({ locale: 'ar' })
  const code = await coded(person)
  const [mail] = await mailTo(stack(), person.email)
  expect(mail?.subject).toContain(code)
  expect(mail?.text.split('\n')).toContain(code)
  expect(mail?.html).toContain('<html lang="ar" dir="rtl">')
  expect(mail?.text).toContain('تأكيد عنوان بريدك الإلكتروني')
})

test('a wrong code is 422, five of them end the code, and a new one works', async () => {
  const person = await unproven()
  const code = await coded(person)
  for (let attempt = 0; attempt < 5; attempt++)
    expectProblem(await post('/confirm', person.token, { code: wrong(code) }), 422, 'invalid_code')
  expectProblem(await post('/confirm', person.token, { code }), 422, 'invalid_code')
  const next = await coded(person)
  expect((await post('/confirm', person.token, { code: next })).status).toBe(200)
})

test('of many guesses at once five are looked at', async () => {
  const person = await unproven()
  const code = await coded(person)
  await Promise.all(Array.from({ length: 20 }, () => post('/confirm', person.token, { code: wrong(code) })))
  expectProblem(await post('/confirm', person.token, { code }), 422, 'invalid_code')
  const codes = (await scanTable(stack())).filter(({ pk }) => pk === `CODE#${person.id}`)
  expect(codes).toMatchObject([{ code: { triesLeft: 0 } }])
})

test('a code is over after ten minutes, and when another one was asked for; nobody else’s helps', async () => {
  const [person, other] = [await unproven(), await unproven()]
  const first = await coded(person)
  const second = await coded(person)
  if (first !== second) expectProblem(await post('/confirm', person.token, { code: first }), 422, 'invalid_code')
  const others = await coded(other)
  if (others !== second) expectProblem(await post('/confirm', person.token, { code: others }), 422, 'invalid_code')
  await advance(stack(), 10 * 60)
  const later = await again(stack(), person)
  expectProblem(await post('/confirm', later.token, { code: second }), 422, 'invalid_code')
  expect(await verified(later)).toBe(false)
})

test('without having asked there is no code; malformed ones are told', async () => {
  const person = await unproven()
  expectProblem(await post('/confirm', person.token, { code: '123456' }), 422, 'invalid_code')
  for (const code of ['12345', '1234567', 'abcdef', 123456, ''])
    expectFaults(await post('/confirm', person.token, { code }), ['code'])
  expectFaults(await post('/confirm', person.token, {}), ['code'])
})

test('ten codes a day are mailed to one person, the eleventh is 429', async () => {
  const person = await unproven()
  for (let asked = 0; asked < 10; asked++) expect((await post('', person.token)).status).toBe(202)
  const refused = await post('', person.token)
  expect(expectProblem(refused, 429, 'rate_limited')).toMatchObject({ limited: 'codes', limit: 10 })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await advance(stack(), 86_400)
  expect((await post('', (await again(stack(), person)).token)).status).toBe(202)
})

test('each organization’s log tells of the proof, and no code stands in the table, the log or the queues', async () => {
  const person = await unproven()
  const code = await coded(person)
  const before = JSON.stringify(await scanTable(stack()))
  expect(before).not.toContain(code)
  await post('/confirm', person.token, { code })
  await settle(stack())
  const events = eventsIn(await scanTable(stack()), org.id).filter(({ target }: Json) => target.id === person.id)
  expect(events.map(({ type }: Json) => type)).toEqual(['user.created', 'user.email_code_requested', 'user.email_verified'])
  expect(events[2]?.changes).toEqual({ emailVerified: { before: false, after: true } })
})

test('an address that complained about this organization’s mail gets no codes from it either', async () => {
  const email = `complaint+codes${process.pid}@simulator.amazonses.com`
  const { invitation } = await invited(stack(), org, { email })
  await settle(stack())
  const at = `/v1/orgs/${org.id}/invitations/${invitation.id}`
  expect((await ask(stack(), 'GET', at, { token: org.owner.token })).body.delivery.state).toBe('complained')
  expect((await ask(stack(), 'DELETE', at, { token: org.owner.token })).status).toBe(204)
  const made = await create(stack(), org, { email, temporaryPassword: PASSWORD, mustChangePassword: false })
  expect(made.status, made.text).toBe(201)
  expect((await post('', await signIn(stack(), email))).status).toBe(202)
  expect(await codesTo(email)).toEqual([])
  expect(await mailTo(stack(), email)).toHaveLength(1)
})
