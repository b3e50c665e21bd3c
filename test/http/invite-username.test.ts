import { beforeAll, expect, test } from 'vitest'
import { putSetting } from '../support/accounts.ts'
import { advance, ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import {
  addMember,
  again,
  createBusyOrg,
  freshEmail,
  invite,
  invited,
  type Member,
  type Org,
  PASSWORD,
  userOf,
} from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

/** L3: by username, of somebody the deployment knows, who stays unknown to whoever invites. */
const stack = useStack()
let [org, home]: [Org, Org] = [] as never
beforeAll(async () => {
  org = await createBusyOrg(stack(), { name: 'Inviting' })
  home = await createBusyOrg(stack(), { name: 'Home' })
})

let made = 0
async function named(): Promise<Member & { username: string }> {
  const person = await addMember(stack(), home, { firstName: 'Secret', lastName: 'Name', phone: '+49 30 1234' })
  const username = `quiet.fox-${process.pid}-${made++}`
  const set = await ask(stack(), 'PATCH', '/v1/me', { token: person.token, body: { username } })
  expect(set.status, set.text).toBe(200)
  return { ...person, username }
}
const accept = (token: string, bearer?: string, more: object = {}) =>
  ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, ...more }, token: bearer })
const get = (path: string) => ask(stack(), 'GET', `/v1/orgs/${org.id}${path}`, { token: org.owner.token })
const failure = async (entry: object): Promise<Json> => (await invite(stack(), org, entry)).body.results[0].error

test('the mail goes to the login email of whoever has the username, who signs in to accept', async () => {
  const person = await named()
  const { user, invitation } = await invited(stack(), org, { username: person.username.toUpperCase(), roleIds: ['rol_admin'] })
  expect(user).toMatchObject({ email: null, displayName: person.username, status: 'invited', firstName: null, phone: null })
  expect(invitation).toMatchObject({ email: null, username: person.username, status: 'pending' })
  const token = await tokenFor(stack(), person.email)
  const looked = await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })
  expect(looked.body).toMatchObject({ email: person.email, identityExists: true, organizationName: 'Inviting' })
  expectProblem(await accept(token, undefined, { password: PASSWORD }), 409, 'sign_in_required')
  const joined = await accept(token, person.token, { firstName: 'Fox' })
  expect(joined.body).toMatchObject({
    id: person.id,
    email: person.email,
    status: 'active',
    firstName: 'Fox',
    displayName: 'Fox',
  })
  expect((await get(`/invitations/${invitation.id}`)).body).toMatchObject({ email: person.email, status: 'accepted' })
  expect(await unsound(stack())).toEqual([])
})

test('until then nothing of the person is told: not in answers, lists, searches, CSV, the log or the delivery', async () => {
  const person = await named()
  const { user } = await invited(stack(), org, { username: person.username })
  await settle(stack())
  const [local = ''] = person.email.split('@')
  const told = await Promise.all([
    get(`/users/${user.id}`),
    get('/users?status=invited'),
    get('/users.csv?status=invited'),
    get('/invitations'),
  ])
  for (const { text, status } of told) {
    expect(status).toBe(200)
    expect(text).toContain(person.username)
    for (const secret of [person.email, local, 'Secret', '1234']) expect(text).not.toContain(secret)
  }
  for (const query of [`q=${local}`, `email=${local}`, 'q=secret', `q=${person.email}`])
    expect((await get(`/users?${query}`)).body.items.map(({ id }: Json) => id)).not.toContain(user.id)
  expect((await get(`/users?q=${person.username.slice(0, 5)}`)).body.items.map(({ id }: Json) => id)).toContain(user.id)
  const log = eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === user.id)
  expect(JSON.stringify(log)).not.toContain(person.email)
  expect(log[0]?.target.name).toBe(person.username)
  expect(await unsound(stack())).toEqual([])
})

test('the link goes to the own mailbox, whatever the inviter would have: it tells whose that is', async () => {
  const person = await named()
  const [elsewhere, later] = [freshEmail('elsewhere'), freshEmail('later')]
  const { invitation } = await invited(stack(), org, { username: person.username, communicationEmail: elsewhere })
  await settle(stack())
  const at = `/v1/orgs/${org.id}/invitations/${invitation.id}`
  await ask(stack(), 'PATCH', at, { token: org.owner.token, body: { communicationEmail: later } })
  await ask(stack(), 'POST', `${at}/resend`, { token: org.owner.token })
  await settle(stack())
  for (const mailbox of [elsewhere, later]) expect(await mailTo(stack(), mailbox)).toEqual([])
  expect(await mailTo(stack(), person.email)).toHaveLength(3)
})

test('a username that nobody has, or whose holder may not be invited here, is refused in the same words', async () => {
  const person = await named()
  const unknown = await failure({ username: 'nobody.at-all' })
  expect(unknown).toMatchObject({ status: 404, code: 'not_found' })
  await putSetting(stack(), org.id, 'allowedEmailDomains', { L: [{ S: 'elsewhere.example' }] })
  const kept = await failure({ username: person.username })
  await putSetting(stack(), org.id, 'allowedEmailDomains', { L: [] })
  const same = (problem: Json, username: string) => ({ ...problem, requestId: '', detail: problem.detail.replace(username, '…') })
  expect(same(kept, person.username)).toEqual(same(unknown, 'nobody.at-all'))
})

test('whoever is in already, or invited already, by whichever name, is told as such', async () => {
  const person = await named()
  await invited(stack(), org, { email: person.email })
  expect(await failure({ username: person.username })).toMatchObject({ code: 'already_invited' })
  await accept(await tokenFor(stack(), person.email), person.token)
  expect(await failure({ username: person.username })).toMatchObject({ code: 'already_member' })
  const other = await named()
  const twice = await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, {
    token: org.owner.token,
    body: { invitations: [{ username: other.username }, { email: other.email }, { username: other.username }] },
  })
  expect(twice.body.results.map(({ status, error }: Json) => error?.code ?? status)).toEqual([
    'created',
    'already_invited',
    'already_invited',
  ])
})

test('an entry names somebody by one of the two, and a malformed username is told as a fault', async () => {
  for (const entry of [{}, { email: freshEmail(), username: 'both.given' }])
    expect((await failure(entry)).errors).toMatchObject([{ path: expect.stringContaining('email') }])
  expect((await failure({ username: 'no spaces' })).errors).toMatchObject([{ path: expect.stringContaining('username') }])
})

test('resending mails the person anew, cancelling and inviting again works, and repeats answer the same', async () => {
  const person = await named()
  const body = { invitations: [{ username: person.username }] }
  const keyed = () =>
    ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, {
      token: org.owner.token,
      body,
      headers: { 'idempotency-key': `username-${person.username}` },
    })
  const [first, second] = [await keyed(), await keyed()]
  expect(second.body).toEqual(first.body)
  const { invitation, user } = first.body.results[0]
  await settle(stack())
  const resent = await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations/${invitation.id}/resend`, { token: org.owner.token })
  expect(resent.body).toMatchObject({ email: null, status: 'pending' })
  await settle(stack())
  expect(await mailTo(stack(), person.email)).toHaveLength(3)
  const cancelled = await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token: org.owner.token })
  expect(cancelled.status).toBe(204)
  expectProblem(await get(`/users/${user.id}`), 404, 'not_found')
  expect((await invited(stack(), org, { username: person.username })).user.id).toBe(person.id)
  expect(await userOf(stack(), home, person.id, home.owner)).toMatchObject({ email: person.email, status: 'active' })
  expect(await unsound(stack())).toEqual([])
})

test('correcting it to the person’s own address says what inviting would, whether or not it has run out', async () => {
  const person = await named()
  const { invitation } = await invited(stack(), org, { username: person.username })
  const correct = () =>
    ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations/${invitation.id}/correct-email`, {
      token: org.owner.token,
      body: { email: person.email },
    })
  const { requestId: _, ...pending } = expectProblem(await correct(), 409, 'already_invited')
  await advance(stack(), 30 * 86_400)
  org.owner = await again(stack(), org.owner)
  const { requestId: __, ...over } = expectProblem(await correct(), 409, 'already_invited')
  expect(over).toEqual(pending)
})
