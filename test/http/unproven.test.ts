import { beforeAll, expect, test } from 'vitest'
import { create } from '../support/accounts.ts'
import { ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { times } from '../support/figures.ts'
import {
  cognito,
  createBusyOrg,
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
import { expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'

/** "Whoever squatted on an address keeps nothing": accounts whose login email nobody proved. */
const stack = useStack()
let [squatting, org, third]: [Org, Org, Org] = [] as never
beforeAll(async () => {
  squatting = await createBusyOrg(stack(), { name: 'Squatters' })
  org = await createBusyOrg(stack(), { name: 'Inviters' })
  third = await createBusyOrg(stack(), { name: 'Third' })
})

const squatters = 'squatters horse 17'
const accept = (token: string, more: object = { password: PASSWORD }, bearer?: string) =>
  ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, ...more }, token: bearer })
const lookup = async (token: string) => (await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })).body
const me = (token: string) => ask(stack(), 'GET', '/v1/me', { token })

/** An account that the squatting organization makes for somebody else's address, with a password of its own. */
async function squat(email = freshEmail('victim'), more: object = {}): Promise<Member> {
  const made = await create(stack(), squatting, {
    email,
    temporaryPassword: squatters,
    mustChangePassword: false,
    ...more,
  })
  expect(made.status, made.text).toBe(201)
  return { id: made.body.id, email, token: await signIn(stack(), email, squatters) }
}

/** Its newest mail's token, of an invitation to this organization. */
async function offered(
  email: string,
  at = org,
  entry: { communicationEmail?: string; [field: string]: unknown } = {},
): Promise<{ token: string; user: Json; invitation: Json }> {
  const { user, invitation } = await invited(stack(), at, { email, ...entry })
  return { user, invitation, token: await tokenFor(stack(), entry.communicationEmail ?? email) }
}

test('an account made with a password proves nothing: whoever has the mailbox takes the address from it, as a new person', async () => {
  const squatter = await squat()
  expect((await me(squatter.token)).body.emailVerified).toBe(false)
  const { token, user } = await offered(squatter.email)
  expect(await lookup(token)).toMatchObject({ identityExists: true, unprovenAccount: true, email: squatter.email })
  const accepted = await accept(token)
  expect(accepted.status, accepted.text).toBe(200)
  expect(accepted.body).toMatchObject({ email: squatter.email, status: 'active' })
  expect(accepted.body.id).not.toBe(user.id)
  const own = await signIn(stack(), squatter.email)
  expect((await me(own)).body).toMatchObject({
    id: accepted.body.id,
    emailVerified: true,
    memberships: [{ organization: { id: org.id } }],
  })
  expect(await unsound(stack())).toEqual([])
})

test('the squatter keeps nothing: password, sessions and tokens are dead, the user is suspended, the Cognito user gone', async () => {
  const squatter = await squat(undefined, { roleIds: ['rol_admin'] })
  const session = await cognito(stack(), 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: stack().outputs.UserPoolClientId,
    AuthParameters: { USERNAME: squatter.email, PASSWORD: squatters },
  })
  await accept((await offered(squatter.email)).token)
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${squatting.id}`, { token: squatter.token }), 404, 'not_found')
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: squatter.token }), 404, 'not_found')
  expectProblem(await me(squatter.token), 403, 'forbidden')
  await expect(signIn(stack(), squatter.email, squatters)).rejects.toThrow(/NotAuthorizedException/)
  await settle(stack())
  const refresh = cognito(stack(), 'GetTokensFromRefreshToken', {
    ClientId: stack().outputs.UserPoolClientId,
    RefreshToken: session.AuthenticationResult.RefreshToken,
  })
  await expect(refresh).rejects.toThrow()
  expect((await cognitoUsers(stack())).filter(({ Username }) => Username === squatter.id)).toEqual([])
  expect(await userOf(stack(), squatting, squatter.id)).toMatchObject({ status: 'suspended', roles: [{ id: 'rol_admin' }] })
})

test('the one left behind can be removed or erased, never re-activated, and the address invited anew as the person it is', async () => {
  const squatter = await squat()
  const { body: person } = await accept((await offered(squatter.email)).token)
  const at = `/v1/orgs/${squatting.id}/users/${squatter.id}`
  const left = await userOf(stack(), squatting, squatter.id)
  expect(left.actions).not.toContain('reactivate')
  const { possible } = expectProblem(
    await ask(stack(), 'POST', `${at}/reactivate`, { token: squatting.owner.token }),
    409,
    'wrong_status',
  )
  expect(possible).not.toContain('reactivate')
  const again = await offered(squatter.email, squatting)
  expect(again.user.id).toBe(person.id)
  expectProblem(await accept(again.token), 409, 'sign_in_required')
  expect((await accept(again.token, {}, await signIn(stack(), squatter.email))).status).toBe(200)
  const erased = await ask(stack(), 'DELETE', `${at}?permanent=true&confirm=${squatter.id}`, { token: squatting.owner.token })
  expect(erased.status).toBe(204)
  await signIn(stack(), squatter.email)
  expect(await unsound(stack())).toEqual([])
})

test('an invitation to a communication email proves nothing either: whoever accepted it loses the address to its owner', async () => {
  const [email, elsewhere] = [freshEmail('victim'), freshEmail('elsewhere')]
  const first = await offered(email, squatting, { communicationEmail: elsewhere })
  expect((await accept(first.token, { password: squatters })).status).toBe(200)
  expect((await me(await signIn(stack(), email, squatters))).body.emailVerified).toBe(false)
  expect((await accept((await offered(email)).token)).status).toBe(200)
  await expect(signIn(stack(), email, squatters)).rejects.toThrow(/NotAuthorizedException/)
  expect(await userOf(stack(), squatting, first.user.id)).toMatchObject({ status: 'suspended', email })
  expect(await unsound(stack())).toEqual([])
})

test('open invitations of others go along to the new person, and their links still work', async () => {
  const squatter = await squat()
  const theirs = await offered(squatter.email, third, { firstName: 'Vic', roleIds: ['rol_admin'] })
  const { body: person } = await accept((await offered(squatter.email)).token)
  const moved = await ask(stack(), 'GET', `/v1/orgs/${third.id}/invitations/${theirs.invitation.id}`, {
    token: third.owner.token,
  })
  expect(moved.body).toMatchObject({ status: 'pending', userId: person.id })
  expectProblem(
    await ask(stack(), 'GET', `/v1/orgs/${third.id}/users/${theirs.user.id}`, { token: third.owner.token }),
    404,
    'not_found',
  )
  const joined = await accept(theirs.token, {}, await signIn(stack(), squatter.email))
  expect(joined.body).toMatchObject({ id: person.id, status: 'active', firstName: 'Vic', roles: [{ id: 'rol_admin' }] })
  expect(await unsound(stack())).toEqual([])
})

test('somebody who came back under invitation stays behind as inactive, and the new person is new', async () => {
  const squatter = await squat()
  const gone = `/v1/orgs/${squatting.id}/users/${squatter.id}`
  expect((await ask(stack(), 'DELETE', gone, { token: squatting.owner.token })).status).toBe(200)
  const back = await offered(squatter.email, squatting)
  expect(back.user.id).toBe(squatter.id)
  const { body: person } = await accept(back.token)
  expect(person.id).not.toBe(squatter.id)
  expect(await userOf(stack(), squatting, squatter.id)).toMatchObject({ status: 'inactive' })
  expect(await userOf(stack(), squatting, person.id)).toMatchObject({ status: 'active' })
  expect(await unsound(stack())).toEqual([])
})

test('who signs in to the account and accepts has proved the address: same person, same password', async () => {
  const person = await squat()
  const { token, user } = await offered(person.email)
  expectProblem(await accept(token, {}), 409, 'sign_in_required')
  expect((await accept(token, {}, person.token)).body).toMatchObject({ id: person.id, status: 'active' })
  expect(user.id).toBe(person.id)
  expect((await me(person.token)).body).toMatchObject({ emailVerified: true })
  expect((await me(person.token)).body.memberships).toHaveLength(2)
  await signIn(stack(), person.email, squatters)
  const later = await offered(person.email, third)
  expect(await lookup(later.token)).toMatchObject({ identityExists: true, unprovenAccount: false })
  expectProblem(await accept(later.token), 409, 'sign_in_required')
})

test('an invitation that went elsewhere takes the address from nobody', async () => {
  const squatter = await squat()
  const { token } = await offered(squatter.email, org, { communicationEmail: freshEmail('elsewhere') })
  expect(await lookup(token)).toMatchObject({ identityExists: true, unprovenAccount: false })
  expectProblem(await accept(token), 409, 'sign_in_required')
  await signIn(stack(), squatter.email, squatters)
})

test('a password too weak, or an inviter who lost the rights, takes the address from nobody', async () => {
  const squatter = await squat()
  const { token } = await offered(squatter.email)
  expectProblem(await accept(token, { password: 'short' }), 422, 'password_too_weak')
  expectProblem(await accept(token, { password: PASSWORD }, squatting.owner.token), 403, 'wrong_account')
  await signIn(stack(), squatter.email, squatters)
  expect((await me(squatter.token)).status).toBe(200)
})

/** An organization whose last owner is an account that never proved its address. */
async function ownedByUnproven(): Promise<{ alone: Org; squatter: Member }> {
  const alone = await createOrg(stack(), 'Alone')
  const made = await create(stack(), alone, {
    email: freshEmail('victim'),
    temporaryPassword: squatters,
    mustChangePassword: false,
    roleIds: ['rol_owner'],
  })
  const { id, email } = made.body
  const squatter = { id, email, token: await signIn(stack(), email, squatters) }
  expect((await ask(stack(), 'POST', `/v1/orgs/${alone.id}/leave`, { token: alone.owner.token })).status).toBe(200)
  return { alone, squatter }
}

test('L8: a last owner who is left behind stays active in name, and can do nothing; the operator invites another one', async () => {
  const { alone, squatter } = await ownedByUnproven()
  expect((await accept((await offered(squatter.email)).token)).status).toBe(200)
  const row = (await scanTable(stack())).find(({ pk, sk }) => pk === `ORG#${alone.id}` && sk === `USER#${squatter.id}`)
  expect(row?.user).toMatchObject({ status: 'active', displacedAt: expect.any(String) })
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${alone.id}`, { token: squatter.token }), 404, 'not_found')
  expect(await unsound(stack())).toEqual([])
  const email = freshEmail('rescuer')
  await stack().invoke('inviteOwner', { orgId: alone.id, owner: email })
  const rescuer = await join(stack(), email)
  const org = { ...alone, owner: rescuer }
  expect((await userOf(stack(), org, squatter.id)).actions).toEqual(expect.arrayContaining(['suspend', 'remove']))
  expectProblem(await ask(stack(), 'POST', `/v1/orgs/${alone.id}/leave`, { token: rescuer.token }), 409, 'last_owner')
  expect((await ask(stack(), 'DELETE', `/v1/orgs/${alone.id}/users/${squatter.id}`, { token: rescuer.token })).status).toBe(200)
  expect(await unsound(stack())).toEqual([])
})

test('also while Cognito does not answer, the old password opens nothing any more', async () => {
  const { alone, squatter } = await ownedByUnproven()
  const { token } = await offered(squatter.email)
  await breakDown(stack(), { service: 'cognito', operation: 'AdminDeleteUser', error: 'ConnectionRefused' })
  expect((await accept(token)).status).toBe(503)
  await expect(signIn(stack(), squatter.email, squatters)).rejects.toThrow()
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${alone.id}/users`, { token: squatter.token }), 404, 'not_found')
  await mend(stack())
  await settle(stack())
  expect((await accept(token)).status).toBe(200)
  expect(await unsound(stack())).toEqual([])
})

test('an account in very many organizations gives the address up, too, and every open invitation goes along', async () => {
  const squatter = await squat()
  const orgs = await Promise.all(times(24).map(index => createOrg(stack(), `Many ${index}`)))
  for (const one of orgs) await invited(stack(), one, { email: squatter.email })
  const { body: person } = await accept((await offered(squatter.email)).token)
  expect(person).toMatchObject({ status: 'active' })
  await settle(stack())
  for (const one of orgs) {
    const { body } = await ask(stack(), 'GET', `/v1/orgs/${one.id}/invitations`, { token: one.owner.token })
    expect(body.items.filter(({ status }: Json) => status === 'pending')).toMatchObject([{ userId: person.id }])
  }
  expect(await userOf(stack(), squatting, squatter.id)).toMatchObject({ status: 'suspended' })
  expect(await unsound(stack())).toEqual([])
})

test('an invitation by username is for that account: it takes the address from nobody, and ends with the account', async () => {
  const person = await squat()
  const username = `fox-${process.pid}`
  await ask(stack(), 'PATCH', '/v1/me', { token: person.token, body: { username } })
  const { invitation } = await invited(stack(), third, { username })
  const token = await tokenFor(stack(), person.email)
  expect(await lookup(token)).toMatchObject({ identityExists: true, unprovenAccount: false })
  expectProblem(await accept(token), 409, 'sign_in_required')
  await signIn(stack(), person.email, squatters)
  expect((await accept((await offered(person.email)).token)).status).toBe(200)
  const ended = await ask(stack(), 'GET', `/v1/orgs/${third.id}/invitations/${invitation.id}`, { token: third.owner.token })
  expect(ended.body).toMatchObject({ status: 'cancelled', email: null })
  expectProblem(await accept(token), 410, 'invitation_cancelled')
  expect(await unsound(stack())).toEqual([])
})

test('of many who prove the mailbox at once one becomes the new person, and the address is claimed once', async () => {
  const squatter = await squat()
  const { token } = await offered(squatter.email)
  const passwords = Array.from({ length: 12 }, (_, index) => `correct horse ${index}8`)
  const answers = await Promise.all(passwords.map(password => accept(token, { password })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const { status } of answers.filter(({ status }) => status !== 200)) expect([409, 410, 503]).toContain(status)
  await signIn(stack(), squatter.email, passwords[answers.findIndex(({ status }) => status === 200)])
  expect(await unsound(stack())).toEqual([])
})

test('every organization hears of it, in its own log, and nobody is mailed twice', async () => {
  const squatter = await squat()
  const theirs = await offered(squatter.email, third)
  const mine = await offered(squatter.email)
  const { body: person } = await accept(mine.token)
  await settle(stack())
  const items = await scanTable(stack())
  const told = (orgId: string) =>
    eventsIn(items, orgId)
      .filter(({ target }) => target.id === squatter.id || target.id === person.id)
      .map(({ type, actor }) => `${type} by ${actor.kind}`)
  expect(told(squatting.id)).toEqual(['user.created by user', 'user.suspended by system'])
  expect(told(third.id).toSorted()).toEqual([
    'invitation.created by user',
    'invitation.moved by system',
    'user.displaced by system',
  ])
  expect(told(org.id)).toContain('invitation.accepted by user')
  expect(await mailTo(stack(), squatter.email)).toHaveLength(2)
  expect(theirs.user.id).toBe(squatter.id)
})
