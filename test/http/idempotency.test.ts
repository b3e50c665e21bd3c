import { beforeAll, expect, test } from 'vitest'
import { type Answer, advance, ask, control, type Json, mailTo, settle } from '../support/api.ts'
import { addMember, again, createOrg, freshEmail, type Member, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { wholeTable } from '../support/records.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
let keys = 0
beforeAll(async () => {
  org = await createOrg(stack())
  await control(stack(), '/schedules', { enabled: false })
})

const freshKey = () => `key-${keys++}`
const post = (body: object, key: string, by: Member = org.owner): Promise<Answer> =>
  ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, { token: by.token, body, headers: { 'idempotency-key': key } })
const body = (...emails: string[]) => ({ invitations: emails.map(email => ({ email })) })
const used = async () => (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body.seats.used

test('the same key and body give the first answer again, and nothing and no mail comes twice', async () => {
  const [key, email, member] = [freshKey(), freshEmail(), await addMember(stack(), org)]
  const request = {
    invitations: [{ email, firstName: 'Ida' }, { email: member.email }, { email, lastName: 'Twice' }],
    message: 'Hello',
  }
  const first = await post(request, key)
  expect(first.body.results.map(({ status, error }: Json) => error?.code ?? status)).toEqual([
    'created',
    'already_member',
    'already_invited',
  ])
  await settle(stack())
  const before = await wholeTable(stack())
  for (let times = 0; times < 3; times++) {
    const repeated = await post(request, key)
    expect([repeated.status, repeated.body]).toEqual([200, first.body])
  }
  await settle(stack())
  expect(await wholeTable(stack())).toEqual(before)
  expect(await mailTo(stack(), email)).toHaveLength(1)
})

test('the first answer comes again even when the invitation was cancelled or accepted since', async () => {
  const [key, email] = [freshKey(), freshEmail()]
  const first = await post(body(email), key)
  const [{ invitation }] = first.body.results
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token: org.owner.token })
  expect((await post(body(email), key)).body).toEqual(first.body)
  expect((await post(body(email), freshKey())).body.results[0].status).toBe('created')
})

test('an invitation of somebody known before is answered again with the names from before, too', async () => {
  const email = freshEmail()
  await post(
    { invitations: [{ email, firstName: 'Kim', phone: '+1 555 0100', communicationEmail: 'kim@office.example', locale: 'de' }] },
    freshKey(),
  )
  await advance(stack(), 30 * 86_400 + 1)
  await control(stack(), '/schedules/run', {})
  org.owner = await again(stack(), org.owner)
  const key = freshKey()
  const first = await post(body(email), key)
  expect(first.body.results[0].user).toMatchObject({ firstName: 'Kim', phone: '+1 555 0100', locale: 'de', version: 3 })
  expect((await post(body(email), key)).body).toEqual(first.body)
})

test('the same key with another body is refused, however small the difference, and does nothing', async () => {
  const [key, email] = [freshKey(), freshEmail()]
  await post(body(email), key)
  const seats = await used()
  const others = [
    body(email, freshEmail()),
    body(freshEmail()),
    { ...body(email), message: 'x' },
    { ...body(email), timeZone: 'Asia/Tokyo' },
    { invitations: [{ email, roleIds: ['rol_admin'] }] },
  ]
  for (const other of others) expectProblem(await post(other, key), 422, 'idempotency_key_reused')
  expect(await used()).toBe(seats)
})

test('a body that says the same in another order or spelling is the same body', async () => {
  const [key, email] = [freshKey(), freshEmail()]
  const first = await post({ invitations: [{ email, firstName: 'A', lastName: 'B' }] }, key)
  const same = await post({ invitations: [{ lastName: ' B', firstName: 'A', email: email.toUpperCase() }] }, key)
  expect(same.body).toEqual(first.body)
})

test('sent twice and more at once, one request is carried out and all get its answer', async () => {
  for (let round = 0; round < 5; round++) {
    const [key, emails] = [freshKey(), [freshEmail(), freshEmail()]]
    const seats = await used()
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(body(...emails), key)))
    for (const answer of answers) {
      expect(answer.status, answer.text).toBe(200)
      expect(answer.body).toEqual(answers[0]?.body)
      expect(answer.body.results.map(({ status }: Json) => status)).toEqual(['created', 'created'])
    }
    expect(await used()).toBe(seats + 2)
    expect(await mailTo(stack(), emails[0] ?? '')).toHaveLength(1)
  }
})

test('a key belongs to whoever sent it', async () => {
  const other = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  const [key, email] = [freshKey(), freshEmail()]
  const first = await post(body(email), key)
  expect(first.body.results[0].status).toBe('created')
  expect((await post(body(email), key, other)).body.results[0].error.code).toBe('already_invited')
  expect((await post(body(freshEmail()), `${key}-2`, other)).body.results[0].status).toBe('created')
})

test('a key has 1 to 255 visible ASCII characters', async () => {
  for (const key of ['a', '~', 'k'.repeat(255), '%00#/..']) expect((await post(body(freshEmail()), key)).status).toBe(200)
  for (const key of ['', 'k'.repeat(256), 'a b', 'schlüssel'])
    expectFaults(await post(body(freshEmail()), key), ['Idempotency-Key'])
})

test('a request that was refused as a whole leaves its key free', async () => {
  const key = freshKey()
  expectFaults(await post({ invitations: [] }, key), ['invitations'])
  expect((await post(body(freshEmail()), key)).body.results[0].status).toBe('created')
})

test('after 24 hours a key is new again, and a minute before it is not', async () => {
  const [key, email] = [freshKey(), freshEmail()]
  const first = await post(body(email), key)
  await advance(stack(), 86_400 - 60)
  org.owner = await again(stack(), org.owner)
  expect((await post(body(email), key)).body).toEqual(first.body)
  await advance(stack(), 61)
  expect((await post(body(email), key)).body.results[0].error.code).toBe('already_invited')
  const other = freshKey()
  await post(body(freshEmail()), other)
  await advance(stack(), 86_401)
  org.owner = await again(stack(), org.owner)
  expect((await post(body(freshEmail()), other)).body.results[0].status).toBe('created')
})
