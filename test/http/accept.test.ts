import { beforeAll, expect, test } from 'vitest'
import { ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import {
  addMember,
  createOrg,
  freshEmail,
  invited,
  join,
  type Member,
  type Org,
  PASSWORD,
  signIn,
  userOf,
} from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let [org, other]: [Org, Org] = [] as never
beforeAll(async () => {
  ;[org, other] = [await createOrg(stack(), 'First'), await createOrg(stack(), 'Second')]
})

const accept = (token: string, more: object = { password: PASSWORD }, bearer?: string) =>
  ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, ...more }, token: bearer })
const lookup = (token: string) => ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })
const me = async (token: string) => (await ask(stack(), 'GET', '/v1/me', { token })).body

async function pending(entry: { email?: string; [field: string]: unknown } = {}, at = org) {
  const email = entry.email ?? freshEmail()
  const result = await invited(stack(), at, { ...entry, email })
  return { email, ...result, token: await tokenFor(stack(), email) } as {
    email: string
    token: string
    user: Json
    invitation: Json
  }
}

test('D1, M7, M1: a new person sets a password and the own name, is active, and signs in', async () => {
  const { email, token, user, invitation } = await pending({ firstName: 'M.', lastName: 'Lopez', roleIds: ['rol_admin'] })
  const accepted = await accept(token, { password: PASSWORD, firstName: 'Maria', locale: 'es' })
  expect(accepted.status).toBe(200)
  expect(accepted.headers.get('etag')).toBe('"2"')
  expect(accepted.body).toMatchObject({
    id: user.id,
    email,
    status: 'active',
    firstName: 'Maria',
    lastName: 'Lopez',
    locale: 'es',
  })
  expect(accepted.body).toMatchObject({ roles: [{ id: 'rol_admin' }], invitation: null, version: 2 })
  expect(await me(await signIn(stack(), email))).toMatchObject({ id: user.id, email, activeOrgId: org.id })
  const read = await ask(stack(), 'GET', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token: org.owner.token })
  expect(read.body).toMatchObject({ status: 'accepted' })
})

test('L4, D2: before accepting there is no access at all: no sign-in, no membership', async () => {
  const { email, user } = await pending()
  await expect(signIn(stack(), email)).rejects.toThrow(/NotAuthorizedException/)
  expect(await userOf(stack(), org, user.id)).toMatchObject({ status: 'invited' })
})

test('a token is used up by accepting: whoever tries again gets 410, and nothing changes', async () => {
  const { email, token, user } = await pending()
  expect((await accept(token)).status).toBe(200)
  for (const use of [accept(token, { password: 'another horse 43' }), lookup(token)])
    expectProblem(await use, 410, 'invitation_accepted')
  expectProblem(await ask(stack(), 'POST', '/v1/invitations/decline', { body: { token } }), 410, 'invitation_accepted')
  expect((await userOf(stack(), org, user.id)).version).toBe(2)
  await expect(signIn(stack(), email, 'another horse 43')).rejects.toThrow()
  await signIn(stack(), email)
})

test('a missing password is named, and other faults with it', async () => {
  const { token } = await pending()
  expectFaults(await accept(token, {}), ['password'])
  expectFaults(await accept(token, { password: 7, firstName: 'a\nb', locale: 'tlh', roleIds: ['rol_owner'] }), [
    'password',
    'firstName',
    'locale',
    'roleIds',
  ])
  expectFaults(await ask(stack(), 'POST', '/v1/invitations/accept', { body: {} }), ['token'])
})

test('somebody who has an account must sign in to accept; a password sent along changes nothing', async () => {
  const { token, email } = await pending({ email: other.owner.email })
  expect((await lookup(token)).body).toMatchObject({ identityExists: true, email })
  for (const more of [{}, { password: 'squatters horse 1' }]) expectProblem(await accept(token, more), 409, 'sign_in_required')
  await signIn(stack(), email)
  await expect(signIn(stack(), email, 'squatters horse 1')).rejects.toThrow()
  const joined = await accept(token, { password: 'squatters horse 1' }, other.owner.token)
  expect(joined.body).toMatchObject({ id: other.owner.id, status: 'active' })
  await expect(signIn(stack(), email, 'squatters horse 1')).rejects.toThrow()
  const { memberships, activeOrgId } = await me(await signIn(stack(), email))
  expect(memberships.map(({ organization }: Json) => organization.name).toSorted()).toEqual(['First', 'Second'])
  expect(activeOrgId).toBe(other.id)
})

test('in each organization a person has the rights of that organization alone', async () => {
  const person = await addMember(stack(), other, { roleIds: ['rol_admin'], firstName: 'There' })
  const { token } = await pending({ email: person.email, firstName: 'Here' })
  expect((await accept(token, {}, person.token)).status).toBe(200)
  const read = (at: Org) => ask(stack(), 'GET', `/v1/orgs/${at.id}/users`, { token: person.token })
  expect((await read(other)).status).toBe(200)
  expectProblem(await read(org), 403, 'forbidden')
  expect(await userOf(stack(), org, person.id)).toMatchObject({ firstName: 'Here' })
  expect(await userOf(stack(), other, person.id)).toMatchObject({ firstName: 'There' })
})

test('accepting signed in as somebody else is 403, and the invitation stays usable', async () => {
  const { token, email } = await pending()
  for (const bearer of [org.owner.token, other.owner.token]) {
    const problem = expectProblem(await accept(token, { password: PASSWORD }, bearer), 403, 'wrong_account')
    expect(problem.detail).toContain(email)
  }
  expect((await accept(token)).body).toMatchObject({ email, status: 'active' })
})

test('a suspended member who is invited elsewhere signs in and accepts there, and stays suspended here', async () => {
  const person = await addMember(stack(), org)
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${person.id}/suspend`, { token: org.owner.token })
  const { token } = await pending({ email: person.email }, other)
  await settle(stack())
  const bearer = await signIn(stack(), person.email)
  expect((await accept(token, {}, bearer)).body).toMatchObject({ status: 'active' })
  expect((await me(bearer)).memberships.map(({ organization }: Json) => organization.id)).toEqual([other.id])
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: bearer }), 404, 'not_found')
})

test('one address invited by two organizations is one person: the first acceptance sets the password, the second needs a sign-in', async () => {
  const email = freshEmail()
  const first = await pending({ email })
  const second = await pending({ email }, other)
  expect(second.user.id).toBe(first.user.id)
  expect((await accept(first.token)).status).toBe(200)
  expectProblem(await accept(second.token), 409, 'sign_in_required')
  expect((await accept(second.token, {}, await signIn(stack(), email))).status).toBe(200)
})

test('T9: accepting does not count the seat twice, and works with all seats taken', async () => {
  const { token } = await pending()
  const seats = async () => (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body.seats.used
  const used = await seats()
  await stack().invoke('setSeats', { orgId: org.id, seats: 0 })
  expect((await accept(token)).status).toBe(200)
  await stack().invoke('setSeats', { orgId: org.id, seats: 500 })
  expect(await seats()).toBe(used)
})

test('of many who accept one token at once exactly one succeeds', async () => {
  const { email, token } = await pending()
  const passwords = Array.from({ length: 8 }, (_, index) => `correct horse ${index}7`)
  const answers = await Promise.all(passwords.map(password => accept(token, { password })))
  const winner = answers.findIndex(({ status }) => status === 200)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const answer of answers.filter(({ status }) => status !== 200)) expect([409, 410, 503]).toContain(answer.status)
  await signIn(stack(), email, passwords[winner])
})

test('the answer to accepting and looking up tells nothing of other people or organizations', async () => {
  const { token } = await pending()
  const looked = await lookup(token)
  const fields = [
    'organizationName',
    'inviterName',
    'email',
    'firstName',
    'lastName',
    'locale',
    'expiresAt',
    'message',
    'identityExists',
    'unprovenAccount',
  ]
  expect(Object.keys(looked.body).toSorted()).toEqual(fields.toSorted())
  expect((await accept(token)).body.actions).toEqual([])
  expect(await mailTo(stack(), org.owner.email)).toHaveLength(1)
})

test('D1: the person who joined may read the own organization at once', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email })
  const member: Member = await join(stack(), email)
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: member.token })).body).toMatchObject({ name: 'First' })
})
