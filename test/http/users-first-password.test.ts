import { beforeAll, expect, test } from 'vitest'
import { authorizeUrl, openBrowser } from '../local/cognito/browser.ts'
import type { Stage } from '../local/cognito/stage.ts'
import { choosePassword, create, putSetting } from '../support/accounts.ts'
import { ask, settle } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { cognito, createOrg, freshEmail, type Org, PASSWORD, signIn, userOf } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const chosen = 'my very own 43'

/** Somebody just created, who has not signed in. */
async function created(more: object = {}) {
  const email = freshEmail()
  const { body, text } = await create(stack(), org, { email, ...more })
  expect(body.status, text).toBe('active')
  return { id: body.id as string, email, temporary: body.temporaryPassword as string }
}

const waits = async (id: string) => (await userOf(stack(), org, id)).mustChangePassword

test('T3: a generated password opens nothing but the choice of another one, with which the person is in', async () => {
  const { id, email, temporary } = await created()
  await expect(signIn(stack(), email, temporary)).rejects.toThrow()
  expect(await userOf(stack(), org, id)).toMatchObject({ mustChangePassword: true, version: 1, lastSignInAt: null })
  const token = await choosePassword(stack(), email, temporary, chosen)
  expect((await ask(stack(), 'GET', '/v1/me', { token })).body.memberships[0].user).toMatchObject({ id, status: 'active' })
  expect(await userOf(stack(), org, id)).toMatchObject({ mustChangePassword: false, version: 2 })
  await expect(signIn(stack(), email, temporary)).rejects.toThrow()
  await signIn(stack(), email, chosen)
  expect(await userOf(stack(), org, id)).toMatchObject({ version: 2, lastSignInAt: expect.any(String) })
  expect(await unsound(stack())).toEqual([])
})

test('T3: that the person has chosen stands in the audit log once, by themselves', async () => {
  const { id, email, temporary } = await created({ firstName: 'Maria' })
  await choosePassword(stack(), email, temporary, chosen)
  await signIn(stack(), email, chosen)
  const events = eventsIn(await scanTable(stack()), org.id).filter(({ target }) => target.id === id)
  expect(events.map(({ type }) => type)).toEqual(['user.created', 'user.password_chosen'])
  expect(events[1]).toMatchObject({
    actor: { kind: 'user', id, name: 'Maria' },
    changes: { mustChangePassword: { before: true, after: false } },
  })
})

test('T3: on the login page, too, the first sign-in asks for another password, and then nobody waits for it', async () => {
  const { id, email, temporary } = await created({ temporaryPassword: PASSWORD }).then(person => ({
    ...person,
    temporary: PASSWORD,
  }))
  const stage = { cognito: { url: stack().outputs.CognitoEndpoint }, ClientId: stack().outputs.UserPoolClientId } as Stage
  const browser = openBrowser(stage)
  const form = await browser.load(authorizeUrl(stage, { redirect_uri: `${stack().outputs.ApiUrl}/` }))
  const change = await browser.submit(form, { username: email, password: temporary })
  expect(change.heading).toBe('Choose a new password')
  expect(await waits(id)).toBe(true)
  const done = await browser.submit(change, { new_password: chosen, new_password_again: chosen })
  expect(done.headers.get('location')).toContain(`${stack().outputs.ApiUrl}/?code=`)
  expect(await waits(id)).toBe(false)
})

test('T3: neither a refresh nor a sign-in without a new password counts as a choice', async () => {
  const { id, email, temporary } = await created()
  const trigger = (triggerSource: string, status: string) =>
    stack().invoke('preTokenGeneration', {
      triggerSource,
      userName: id,
      request: { userAttributes: { 'cognito:user_status': status } },
    })
  await trigger('TokenGeneration_RefreshTokens', 'CONFIRMED')
  await trigger('TokenGeneration_HostedAuth', 'FORCE_CHANGE_PASSWORD')
  expect(await waits(id)).toBe(true)
  await trigger('TokenGeneration_NewPasswordChallenge', 'FORCE_CHANGE_PASSWORD')
  expect(await waits(id)).toBe(false)
  await choosePassword(stack(), email, temporary, chosen)
  expect(await userOf(stack(), org, id)).toMatchObject({ mustChangePassword: false, version: 2 })
})

test('T3: with mustChangePassword false the given password is the person’s own', async () => {
  const { id, email } = await created({ temporaryPassword: PASSWORD, mustChangePassword: false })
  expect(await waits(id)).toBe(false)
  const token = await signIn(stack(), email, PASSWORD)
  expect((await ask(stack(), 'GET', '/v1/me', { token })).status).toBe(200)
  expect(await userOf(stack(), org, id)).toMatchObject({ version: 1 })
})

test('T3: where whoever creates must choose the password, leaving it out is refused, and a given one is not told again', async () => {
  const strict = await createOrg(stack(), 'Strict')
  await putSetting(stack(), strict.id, 'initialPassword', { S: 'chosen' })
  const email = freshEmail()
  expectFaults(await create(stack(), strict, { email }), ['temporaryPassword'])
  const made = await create(stack(), strict, { email, temporaryPassword: PASSWORD })
  expect(made.status).toBe(201)
  expect(made.text).not.toContain(PASSWORD)
  await choosePassword(stack(), email, PASSWORD, chosen)
})

test('T7: a password that is too weak is refused with each reason, at its own field', async () => {
  const email = freshEmail('longname')
  for (const [temporaryPassword, reason] of [
    ['short one', /10 characters/],
    ['password123', /attackers/],
    [email, /email/],
    [' correct horse 42', /space/],
  ] as const) {
    const answer = await create(stack(), org, { email, temporaryPassword })
    expect(expectFaults(answer, ['temporaryPassword'], 'password_too_weak')[0].message).toMatch(reason)
  }
  expect((await create(stack(), org, { email, temporaryPassword: PASSWORD })).status).toBe(201)
})

test('a password that only Cognito refuses leaves nothing behind, and the address is free at once', async () => {
  const email = freshEmail()
  await settle(stack())
  const before = await scanTable(stack())
  await breakDown(stack(), { service: 'cognito', operation: 'AdminSetUserPassword', error: 'InvalidPasswordException' })
  expectProblem(await create(stack(), org, { email, temporaryPassword: PASSWORD }), 422, 'password_too_weak')
  await mend(stack())
  expect(await scanTable(stack())).toEqual(before)
  expect((await cognitoUsers(stack())).filter(({ Attributes }) => JSON.stringify(Attributes).includes(email))).toEqual([])
  expect((await create(stack(), org, { email })).status).toBe(201)
})

test('an address that the user pool has not let go of yet is a matter of a moment, not a fault', async () => {
  const email = freshEmail()
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
  ]
  const leaving = { UserPoolId: stack().outputs.UserPoolId, Username: 'usr_leaving' }
  await cognito(stack(), 'AdminCreateUser', { ...leaving, UserAttributes, MessageAction: 'SUPPRESS' })
  const answer = await create(stack(), org, { email })
  expectProblem(answer, 503, 'unavailable')
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  await cognito(stack(), 'AdminDeleteUser', leaving)
  expect((await create(stack(), org, { email })).status).toBe(201)
  expect(await unsound(stack())).toEqual([])
})
