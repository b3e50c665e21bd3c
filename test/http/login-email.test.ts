import { beforeEach, expect, test } from 'vitest'
import { type Answer, advance, ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { addMember, again, createBusyOrg, freshEmail, invited, type Member, type Org, signIn, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let person: Member

const allow = (of: Org, loginEmailChange: 'never' | 'verified', more: object = {}) =>
  ask(stack(), 'PATCH', `/v1/orgs/${of.id}`, { token: of.owner.token, body: { settings: { loginEmailChange, ...more } } })
const post = (path: string, body: object, { token }: Member = person): Promise<Answer> =>
  ask(stack(), 'POST', `/v1/me/login-email${path}`, { token, body })

/** Somebody who can sign in already accepts the newest invitation. */
const accept = async ({ email, token }: Member) =>
  ask(stack(), 'POST', '/v1/invitations/accept', { token, body: { token: await tokenFor(stack(), email) } })

async function codeTo(email: string): Promise<string | undefined> {
  await settle(stack())
  return (await mailTo(stack(), email)).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? [])[0]
}

beforeEach(async () => {
  org = await createBusyOrg(stack())
  person = await addMember(stack(), org, { firstName: 'Maria', lastName: 'Lopez' })
  await allow(org, 'verified')
})

test('D4: the login email changes once the new address has proved itself; the old one is told, and free again', async () => {
  const email = freshEmail('new')
  const asked = await post('', { email: email.toUpperCase() })
  expect([asked.status, asked.body]).toEqual([202, { expiresAt: expect.stringMatching(/Z$/) }])
  const code = await codeTo(email)
  const [notice] = await mailTo(stack(), person.email)
  expect(notice?.subject).toMatch(/another email address/i)
  expect(notice?.text).not.toContain(email)
  expect(await signIn(stack(), person.email)).toBeTruthy()
  const done = await post('/confirm', { code })
  expect([done.status, done.body.email, done.body.emailVerified]).toEqual([200, email, true])
  await settle(stack())
  await expect(signIn(stack(), person.email)).rejects.toThrow('NotAuthorizedException')
  const signedIn = { ...person, email, token: await signIn(stack(), email) }
  expect((await ask(stack(), 'GET', '/v1/me', { token: signedIn.token })).body).toMatchObject({ id: person.id, email })
  expect((await userOf(stack(), org, person.id)).email).toBe(email)
  const found = await ask(stack(), 'GET', `/v1/orgs/${org.id}/users?email=${email}`, { token: org.owner.token })
  expect(found.body.items.map(({ id }: Json) => id)).toEqual([person.id])
  const anew = await invited(stack(), org, { email: person.email })
  expect(anew.user.id).not.toBe(person.id)
  const events = eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === person.id)
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['user.login_email_requested', 'user.login_email_changed']),
  )
  expect(events.find(({ type }) => type === 'user.login_email_changed').changes.email).toEqual({
    before: person.email,
    after: email,
  })
  expect(JSON.stringify(events.find(({ type }) => type === 'user.login_email_requested'))).not.toContain(email)
  expectProblem(await post('/confirm', { code }), 422, 'invalid_code')
  expect(await unsound(stack())).toEqual([])
})

test('L5: only where every organization of the person allows it, also at the moment of the confirmation', async () => {
  const other = await createBusyOrg(stack(), { name: 'Other' })
  await invited(stack(), other, { email: person.email })
  expectProblem(await post('', { email: freshEmail() }), 409, 'login_email_immutable')
  await accept(person)
  expectProblem(await post('', { email: freshEmail() }), 409, 'login_email_immutable')
  await allow(other, 'verified')
  const email = freshEmail('new')
  expect((await post('', { email })).status).toBe(202)
  const code = await codeTo(email)
  await allow(other, 'never')
  expectProblem(await post('/confirm', { code }), 409, 'login_email_immutable')
  await allow(other, 'verified')
  expect((await post('/confirm', { code })).status).toBe(200)
  for (const one of [org, other]) expect((await userOf(stack(), one, person.id)).email).toBe(email)
  await allow(org, 'never')
  expectProblem(await post('', { email: freshEmail() }), 409, 'login_email_immutable')
  await settle(stack())
  expect(await unsound(stack())).toEqual([])
})

test('whoever signed in more than five minutes ago signs in again first', async () => {
  await advance(stack(), 299)
  expect((await post('', { email: freshEmail() })).status).toBe(202)
  await advance(stack(), 10)
  expectProblem(await post('', { email: freshEmail() }), 403, 'reauthentication_required')
  person = await again(stack(), person)
  expect((await post('', { email: freshEmail() })).status).toBe(202)
})

test('no answer tells that an address is somebody’s: it gets no code, and nobody loses it', async () => {
  const owner = { ...org.owner, token: await signIn(stack(), org.owner.email) }
  const [taken, free] = [await post('', { email: owner.email }), await post('', { email: freshEmail() })]
  expect([taken.status, Object.keys(taken.body)]).toEqual([free.status, Object.keys(free.body)])
  await post('', { email: owner.email })
  const before = (await mailTo(stack(), owner.email)).length
  await settle(stack())
  expect(await mailTo(stack(), owner.email)).toHaveLength(before)
  expectProblem(await post('/confirm', { code: '123456' }), 422, 'invalid_code')
  expect((await ask(stack(), 'GET', '/v1/me', { token: owner.token })).body.email).toBe(owner.email)
})

test('M2: of two who have a code for one address, one gets it; whoever is invited by it meanwhile keeps it', async () => {
  const rival = await addMember(stack(), org)
  const email = freshEmail('wished')
  for (const one of [person, rival]) expect((await post('', { email }, one)).status).toBe(202)
  await settle(stack())
  const codes = (await mailTo(stack(), email)).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0])
  const tries = await Promise.all([person, rival].flatMap(one => codes.map(code => post('/confirm', { code }, one))))
  expect(tries.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const answer of tries) if (answer.status !== 200) expectProblem(answer, 422, 'invalid_code')
  const [loser] = [person, rival].filter((_, index) =>
    tries.slice(index * 2, index * 2 + 2).every(({ status }) => status !== 200),
  )
  const next = freshEmail('invited')
  await post('', { email: next }, loser)
  const code = await codeTo(next)
  await invited(stack(), org, { email: next })
  expectProblem(await post('/confirm', { code }, loser), 422, 'invalid_code')
  await settle(stack())
  expect(await unsound(stack())).toEqual([])
})

test('a wrong code counts, and so does its time; the organization’s domains hold, and what is no address is named', async () => {
  const email = freshEmail('new')
  await post('', { email })
  const code = (await codeTo(email)) ?? ''
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  for (const _ of Array.from({ length: 5 })) expectProblem(await post('/confirm', { code: wrong }), 422, 'invalid_code')
  expectProblem(await post('/confirm', { code }), 422, 'invalid_code')
  expectFaults(await post('', { email: 'two@x.example, three@x.example' }), ['email'])
  expectFaults(await post('', { email: person.email }), ['email'])
  await allow(org, 'verified', { allowedEmailDomains: ['example.com'] })
  expectProblem(await post('', { email: 'maria@elsewhere.example' }), 422, 'email_domain_not_allowed')
})
