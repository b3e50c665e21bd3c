import { beforeEach, expect, test } from 'vitest'
import { totpCode } from '../../infra/local/cognito/totp.ts'
import { type Answer, advance, ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { nextCode, signInByCode, withFactor } from '../support/factors.ts'
import { breakDown, mend } from '../support/faults.ts'
import { addMember, createBusyOrg, invited, type Member, type Org, signIn } from '../support/people.ts'
import { expectFaults, expectProblem, expectUnauthorized } from '../support/problems.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let person: Member

const me = (method: string, path: string, { token }: Member, body?: object): Promise<Answer> =>
  ask(stack(), method, `/v1/me/factors${path}`, { token, body })
const start = (who: Member, accountToken = who.token) => me('POST', '/totp', who, { accountToken })
const confirm = (who: Member, code: string, accountToken = who.token) => me('POST', '/totp/confirm', who, { accountToken, code })
const events = async (type: string, of = org): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), of.id).filter(event => event.type === type)

/** Through the API, as the home page does it; locally a sign-in by password has the account's scope, too. */
async function setUp(who: Member): Promise<string> {
  const { secret } = (await start(who)).body
  const answer = await confirm(who, await nextCode(stack(), secret))
  expect(answer.status, answer.text).toBe(200)
  return secret
}

beforeEach(async () => {
  org = await createBusyOrg(stack())
  person = await addMember(stack(), org, { firstName: 'Maria', lastName: 'Lopez' })
})

test('an authenticator app counts once its code was confirmed; then each sign-in asks for one, and takes off what requireMfa holds back', async () => {
  expect((await me('GET', '', person)).body).toEqual({ totp: false, secondFactor: false })
  const started = await start(person)
  expect(started.status).toBe(200)
  const { secret, uri } = started.body
  expect(new URL(uri).searchParams.get('secret')).toBe(secret)
  expect(decodeURIComponent(uri)).toContain(`:${person.email}?`)
  expect(await signIn(stack(), person.email)).toBeTruthy()
  expectProblem(await confirm(person, '000000'), 422, 'invalid_code')
  expect((await me('GET', '', person)).body.totp).toBe(false)
  const confirmed = await confirm(person, await nextCode(stack(), secret))
  expect([confirmed.status, confirmed.body]).toEqual([200, { totp: true, secondFactor: false }])
  await expect(signIn(stack(), person.email)).rejects.toThrow()
  const strong = { ...person, token: await signInByCode(stack(), person.email, secret) }
  expect((await me('GET', '', strong)).body).toEqual({ totp: true, secondFactor: true })
  const owner = await withFactor(stack(), org.owner)
  await ask(stack(), 'PATCH', `/v1/orgs/${org.id}`, { token: owner.token, body: { settings: { requireMfa: true } } })
  expectProblem(await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: person.token }), 403, 'mfa_required')
  expect((await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: strong.token })).status).toBe(200)
  await settle(stack())
  expect(await unsound(stack())).toEqual([])
})

test('adding and losing it stand in every log of the person, and one mail tells of each', async () => {
  const other = await createBusyOrg(stack(), { name: 'Other' })
  await invited(stack(), other, { email: person.email })
  const accepting = { token: person.token, body: { token: await tokenFor(stack(), person.email) } }
  await ask(stack(), 'POST', '/v1/invitations/accept', accepting)
  await settle(stack())
  const before = (await mailTo(stack(), person.email)).length
  const secret = await setUp(person)
  await settle(stack())
  const [added, ...rest] = await mailTo(stack(), person.email)
  expect([added?.subject, rest.length]).toEqual([expect.stringMatching(/second step/i), before])
  const strong = { ...person, token: await signInByCode(stack(), person.email, secret) }
  expect((await me('DELETE', '/totp', strong)).status).toBe(204)
  await settle(stack())
  const [removed, ...older] = await mailTo(stack(), person.email)
  expect([removed?.subject, older.length]).toEqual([expect.stringMatching(/no second step/i), before + 1])
  for (const one of [org, other]) {
    const [event, ...more] = await events('user.factor_added', one)
    expect(more).toEqual([])
    expect(event).toMatchObject({ actor: { id: person.id }, target: { id: person.id } })
    expect(event.changes).toEqual({ totp: { before: false, after: true } })
    expect((await events('user.factor_removed', one))[0].changes).toEqual({ totp: { before: true, after: false } })
  }
  expect(JSON.stringify(await scanTable(stack()))).not.toContain(secret)
  expect(await signIn(stack(), person.email)).toBeTruthy()
})

test('nobody with the password alone takes the factor away or puts another one in its place', async () => {
  const secret = await setUp(person)
  expectProblem(await me('DELETE', '/totp', person), 403, 'mfa_required')
  expectProblem(await start(person), 403, 'mfa_required')
  const strong = { ...person, token: await signInByCode(stack(), person.email, secret) }
  const second = (await start(strong)).body.secret
  expect(second).not.toBe(secret)
  await signInByCode(stack(), person.email, secret) // the first one counts until the second is confirmed
  expect((await confirm(strong, await nextCode(stack(), second))).status).toBe(200)
  await expect(signInByCode(stack(), person.email, secret)).rejects.toThrow('CodeMismatchException')
  expect(await signInByCode(stack(), person.email, second)).toBeTruthy()
})

test('both take a sign-in of the last five minutes', async () => {
  await advance(stack(), 310)
  expectProblem(await start(person), 403, 'reauthentication_required')
  const fresh = { ...person, token: await signIn(stack(), person.email) }
  const secret = await setUp(fresh)
  const strong = { ...person, token: await signInByCode(stack(), person.email, secret) }
  await advance(stack(), 310)
  expectProblem(await me('DELETE', '/totp', strong), 403, 'reauthentication_required')
  expect((await me('GET', '', strong)).body.totp).toBe(true)
})

test('the account’s token is the caller’s own, a good one, and opens nothing else', async () => {
  const stranger = await addMember(stack(), org)
  expectProblem(await start(person, stranger.token), 403, 'wrong_account')
  const { secret } = (await start(stranger)).body
  const code = await nextCode(stack(), secret)
  expectProblem(await confirm(person, code, stranger.token), 403, 'wrong_account')
  expectProblem(await start(person, 'of.nobody.here'), 403, 'reauthentication_required')
  expectProblem(await start(person, `${person.token}x`), 403, 'reauthentication_required')
  expectFaults(await start(person, 'no token'), ['accountToken'])
  expectFaults(await me('POST', '/totp/confirm', person, { accountToken: person.token, code: '12345' }), ['code'])
  expectUnauthorized(await me('POST', '/totp', { ...person, token: 'of.nobody.here' }, { accountToken: person.token }))
  expect((await me('GET', '', person)).body.totp).toBe(false)
})

test('a code that was never asked for confirms nothing, and what is not there can’t be taken away', async () => {
  expectProblem(await confirm(person, totpCode('A'.repeat(52), 0)), 422, 'invalid_code')
  expectProblem(await me('DELETE', '/totp', person), 404, 'not_found')
})

test('of several who take it away at once, one does', async () => {
  const secret = await setUp(person)
  const strong = { ...person, token: await signInByCode(stack(), person.email, secret) }
  const answers = await Promise.all([1, 2, 3, 4].map(() => me('DELETE', '/totp', strong)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404])
  expect(await events('user.factor_removed')).toHaveLength(1)
})

test('while Cognito is down nothing is half done; what it missed is made up for', async () => {
  await breakDown(stack(), { service: 'cognito', operation: 'AssociateSoftwareToken', error: 'InternalErrorException' })
  expectProblem(await start(person), 503, 'unavailable')
  await mend(stack())
  const { secret } = (await start(person)).body
  const code = await nextCode(stack(), secret)
  await breakDown(stack(), { service: 'cognito', operation: 'SetUserMFAPreference', error: 'InternalErrorException' })
  expect((await confirm(person, code)).status).toBe(200)
  await mend(stack())
  await settle(stack())
  expect(await signInByCode(stack(), person.email, secret)).toBeTruthy()
})
