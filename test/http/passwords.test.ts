import { beforeAll, expect, test } from 'vitest'
import { ask, tokenFor } from '../support/api.ts'
import { createOrg, freshEmail, invited, type Org, signIn } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const accept = (token: string, more: object) => ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, ...more } })
const lookup = (token: string) => ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })

async function pending(email = freshEmail()) {
  await invited(stack(), org, { email })
  return { email, token: await tokenFor(stack(), email) }
}

test.each([
  ['too short', 'short one', /10 characters/],
  ['almost long enough', 'nine-left', /10 characters/],
  ['too long', 'long '.repeat(60).trim(), /256 characters/],
  ['well known', 'password123', /attackers/],
  ['well known with a year behind', 'Abercrombie2024!', /attackers/],
  ['one letter over and over', 'aaaaaaaaaaaa', /attackers/],
  ['begun with a space, which Cognito does not take', ' correct horse 42', /space/],
  ['ended with a space', 'correct horse 42 ', /space/],
  ['a run of digits', '0123456789', /attackers/],
])('T7: a password that is %s is refused with the reason, and the invitation stays open', async (_, password, reason) => {
  const { token } = await pending()
  const [fault] = expectFaults(await accept(token, { password }), ['password'], 'password_too_weak')
  expect(fault.message).toMatch(reason)
  expect((await lookup(token)).status).toBe(200)
})

test('T7: the email and its part before the @, in any case, are no passwords; all reasons are told at once', async () => {
  const { email, token } = await pending(freshEmail('longname'))
  for (const password of [email, email.toUpperCase(), email.slice(0, email.indexOf('@'))])
    expect(expectFaults(await accept(token, { password }), ['password'], 'password_too_weak')[0].message).toMatch(/email/)
  expect(expectFaults(await accept(token, { password: 'aaaa' }), ['password', 'password'], 'password_too_weak')).toHaveLength(2)
})

test('T7: 10 and 256 characters of any kind are enough, counted as people count them, and mean what was typed', async () => {
  for (const password of ['zufällig ö', '馬電池ステープル正解だよ', 'x y'.repeat(85) + 'z', 'ab' + '😀'.repeat(8)])
    expect((await accept((await pending()).token, { password })).status, password).toBe(200)
  const { email, token } = await pending()
  expectProblem(await accept(token, { password: '😀xy'.repeat(85) }), 422, 'password_too_weak')
  await accept(token, { password: 'Großes Pferd 42' })
  await signIn(stack(), email, 'Großes Pferd 42')
  await expect(signIn(stack(), email, 'großes pferd 42')).rejects.toThrow()
})
