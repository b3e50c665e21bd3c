import { beforeAll, expect, test } from 'vitest'
import { create } from '../support/accounts.ts'
import { type Answer, advance, ask, settle, tokenFor } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { addMember, createBusyOrg, freshEmail, invite, invited, type Org, PASSWORD } from '../support/people.ts'
import { confirm, forgot } from '../support/resets.ts'
import { useStack } from '../support/stack.ts'

/** "Does this email exist?": whoever has neither a token nor rights gets the same bytes either way. */
let calls: string[] = []
const stack = useStack(({ operation }) => void calls.push(operation))
let [org, other]: [Org, Org] = [] as never
/** One of each kind, and two that nobody has. */
let emails: Record<string, string> = {}

beforeAll(async () => {
  org = await createBusyOrg(stack(), { name: 'First' })
  other = await createBusyOrg(stack(), { name: 'Other' })
  const [active, suspended, removed] = await Promise.all([1, 2, 3].map(() => addMember(stack(), org)))
  const asOwner = (method: string, path: string) => ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token })
  await asOwner('POST', `/users/${suspended?.id}/suspend`)
  await asOwner('DELETE', `/users/${removed?.id}`)
  const [pending, temporary] = [freshEmail(), freshEmail()]
  await invited(stack(), org, { email: pending })
  await create(stack(), org, { email: temporary, temporaryPassword: PASSWORD })
  emails = {
    active: active?.email ?? '',
    suspended: suspended?.email ?? '',
    removed: removed?.email ?? '',
    pending,
    temporary,
    unknown: freshEmail(),
  }
  await settle(stack())
})

/** What somebody sees of an answer, but for its own id and the time it came. */
const seen = ({ status, text, headers }: Answer | { status: number; text: string; headers: Headers }) => ({
  status,
  text: text.replace(/"requestId":"[^"]+"/, ''),
  headers: [...headers].filter(
    ([name]) => !['date', 'content-length', 'x-request-id', 'x-amzn-requestid', 'apigw-requestid'].includes(name),
  ),
})

/** The answers to each of them, with the email itself blotted out. */
async function compared(answer: (email: string) => Promise<Answer | { status: number; text: string; headers: Headers }>) {
  const answers: [string, string][] = []
  for (const [kind, email] of Object.entries(emails))
    answers.push([kind, JSON.stringify(seen(await answer(email))).replaceAll(email, '…')])
  return Map.groupBy(answers, ([, text]) => text)
}

async function cognito(operation: string, input: object): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await fetch(stack().outputs.CognitoEndpoint ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
    body: JSON.stringify({ ClientId: stack().outputs.UserPoolClientId, ...input }),
  })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

test('signing in with a wrong password tells nothing', async () => {
  const sign = (USERNAME: string) =>
    cognito('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD: 'not the password 1' } })
  const groups = await compared(sign)
  expect([...groups.values()].map(group => group.map(([kind]) => kind))).toHaveLength(1)
  expect([...groups.keys()][0]).toContain('NotAuthorizedException')
})

test('asking Cognito for a reset mail tells nothing but, as AWS has it, of somebody who never chose a password', async () => {
  const groups = await compared(email => cognito('ForgotPassword', { Username: email }))
  expect([...groups.values()].map(group => group.map(([kind]) => kind))).toEqual([
    ['active', 'suspended', 'removed', 'pending', 'unknown'],
    ['temporary'],
  ])
})

test('asking here for a link to a new password, and trying a code, tell nothing', async () => {
  const asked = await compared(email => forgot(stack(), email))
  expect([...asked.values()].map(group => group.map(([kind]) => kind))).toEqual([Object.keys(emails)])
  await settle(stack())
  for (const password of ['my very own 43', 'short']) {
    const tried = await compared(email => confirm(stack(), { email, code: '000000' }, password))
    expect([...tried.values()].map(group => group.map(([kind]) => kind))).toEqual([Object.keys(emails)])
  }
})

test('nor does the time tell: both do the same work, whoever’s address it is', async () => {
  // What follows goes by queues, which stand still meanwhile.
  await breakDown(stack(), { service: 'sqs', error: 'ServiceUnavailable' })
  const workOf = async (send: () => Promise<unknown>) => {
    calls = []
    await send()
    return calls.join(' ')
  }
  const [asking, trying]: Set<string>[] = [new Set(), new Set()]
  for (const email of Object.values(emails)) {
    asking?.add(await workOf(() => forgot(stack(), email)))
    trying?.add(await workOf(() => confirm(stack(), { email, code: '000000' }, 'my very own 43')))
  }
  await mend(stack())
  await settle(stack())
  expect([...(asking ?? [])]).toEqual(['BatchGetItem BatchGetItem BatchGetItem TransactWriteItems'])
  expect([...(trying ?? [])]).toEqual(['UpdateItem BatchGetItem BatchGetItem BatchGetItem UpdateItem UpdateItem UpdateItem'])
})

test('wrong invitation tokens tell nothing, whatever they name', async () => {
  const { invitation } = await invited(stack(), org, { email: freshEmail() })
  const forged = (orgId: string, id: string) => `${orgId}.${id}.1.${'A'.repeat(43)}`
  const tokens = [
    forged(org.id, invitation.id),
    forged(org.id, 'inv_01m0000000never'),
    forged('org_01m0000000never', invitation.id),
    'nonsense',
    '',
  ]
  for (const path of ['lookup', 'decline', 'accept']) {
    await advance(stack(), 60) // ten wrong tokens a minute are looked at
    const answers = await Promise.all(
      tokens.map(token =>
        ask(stack(), 'POST', `/v1/invitations/${path}`, { body: { token, ...(path === 'accept' && { password: PASSWORD }) } }),
      ),
    )
    expect(new Set(answers.map(answer => JSON.stringify(seen(answer)))).size, path).toBe(1)
    expect(answers[0]?.status).toBe(404)
  }
})

test('inviting answers the same for an address that somebody has elsewhere as for one that nobody has', async () => {
  const shapes = await compared(async email => {
    const answer = await invite(stack(), other, { email })
    const text = answer.text.replaceAll(/(usr|inv)_[0-9a-z]+/g, '$1').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
    return { status: answer.status, text, headers: answer.headers }
  })
  expect([...shapes.values()].map(group => group.map(([kind]) => kind))).toHaveLength(1)
})

test('only whoever holds the token of a mail to that address learns whether it can sign in', async () => {
  const identityExists = async (email: string) => {
    const token = await tokenFor(stack(), email)
    return (await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })).body.identityExists
  }
  expect(await identityExists(emails.active ?? '')).toBe(true)
  expect(await identityExists(emails.unknown ?? '')).toBe(false)
})
