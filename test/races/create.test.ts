import { beforeAll, beforeEach, expect, test } from 'vitest'
import { choosePassword, create } from '../support/accounts.ts'
import { tally, unclean, verdictOf } from '../support/answers.ts'
import { type Answer, advance, type Json } from '../support/api.ts'
import {
  type Broken,
  breakDown,
  cutAtCognito,
  cutAtDynamoDb,
  deadAfter,
  failures,
  mend,
  runSchedule,
  switchOffSchedule,
} from '../support/faults.ts'
import { figure, some, times, together } from '../support/figures.ts'
import { createBusyOrg, createOrg, freshEmail, invite, type Org, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, eventsIn, scanTable, usersIn } from '../support/table.ts'

const stack = useStack()
let org: Org
let other: Org
const pastLease = 61
const long = figure(120_000, 3_600_000)

beforeAll(async () => {
  org = await createBusyOrg(stack())
  other = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})

/** An access token lives as long as three leases or so. */
beforeEach(async () => {
  await mend(stack())
  for (const one of [org, other]) one.owner.token = await signIn(stack(), one.owner.email)
})

const newKey = (): string => crypto.randomUUID()
const chosen = 'my very own 43'

const createdEvents = async (email: string) =>
  eventsIn(await scanTable(stack()), org.id).filter(({ type, target }) => type === 'user.created' && target.name === email)
const holderOf = async (email: string): Promise<string | undefined> =>
  (await scanTable(stack())).find(({ pk }) => pk === `EMAIL#${email}`)?.userId
const inPool = async (email: string): Promise<Json[]> =>
  (await cognitoUsers(stack())).filter(({ Attributes }) => Attributes.some(({ Value }: Json) => Value === email))

async function expectNothingOf(email: string) {
  const items = await scanTable(stack())
  expect(
    items.filter(({ pk, ...item }) => pk === `EMAIL#${email}` || item.email === email || item.user?.email === email),
  ).toEqual([])
  expect(await inPool(email)).toEqual([])
}

// Creating reads once, reserves the email, makes the Cognito user, gives it the password, and commits.
const reserve = 1
const commit = 2

const cuts: Record<string, Broken[]> = {
  'before the first read': [cutAtDynamoDb('*', 'ConnectionRefused')],
  'before the email is reserved': deadAfter(reserve),
  'after the email was reserved, unheard': [cutAtDynamoDb('TransactWriteItems', 'ConnectionLost')],
  'after the email was reserved, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: reserve })],
  'before the Cognito user is made': [cutAtCognito('AdminCreateUser', 'ConnectionRefused'), ...deadAfter(commit)],
  'before the Cognito user is made, with time to tidy up': [cutAtCognito('AdminCreateUser', 'ConnectionRefused')],
  'after the Cognito user was made, unheard': [cutAtCognito('AdminCreateUser', 'ConnectionLost'), ...deadAfter(commit)],
  'before the password is set': [cutAtCognito('AdminSetUserPassword', 'ConnectionRefused'), ...deadAfter(commit)],
  'before the password is set, with time to tidy up': [cutAtCognito('AdminSetUserPassword', 'TooManyRequestsException')],
  'after the password was set, unheard': [cutAtCognito('AdminSetUserPassword', 'ConnectionLost'), ...deadAfter(commit)],
  'when the password was refused, and then dead': [
    cutAtCognito('AdminSetUserPassword', 'InvalidPasswordException'),
    ...deadAfter(commit),
  ],
  'when the password was refused, and Cognito goes down': [
    cutAtCognito('AdminSetUserPassword', 'InvalidPasswordException'),
    cutAtCognito('AdminDeleteUser', 'ServiceUnavailable'),
  ],
  'before the commit': deadAfter(commit),
  'before the commit, with time to tidy up': [cutAtDynamoDb('TransactWriteItems', 'ConnectionRefused', { skip: 1 })],
  'after the commit, unheard': [cutAtDynamoDb('TransactWriteItems', 'ConnectionLost', { skip: 1 })],
  'after the commit, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: commit })],
}

/** A create that was cut off there; the stack works again. */
async function cutOff(faults: Broken[]) {
  const [email, key] = [freshEmail('cut'), newKey()]
  for (const fault of faults) await breakDown(stack(), fault)
  const answer = await create(stack(), org, { email }, { key })
  await mend(stack())
  expect(unclean([answer], '201', '422 password_too_weak')).toEqual([])
  return { email, key, done: (await createdEvents(email)).length > 0, holder: await holderOf(email) }
}

/** Until it is no more a matter of waiting; at the latest when the lease is over. */
async function patiently(send: () => Promise<Answer>): Promise<Answer> {
  const answer = await send()
  expect(unclean([answer], verdictOf(answer))).toEqual([])
  if (answer.status !== 503) return answer
  await advance(stack(), pastLease)
  return send()
}

test.each(some(Object.entries(cuts), true))(
  'creating cut off %s is finished by the same request sent again: the same id, one user, a password that works',
  async (_, faults) => {
    const { email, key, done, holder } = await cutOff(faults)
    const second = await patiently(() => create(stack(), org, { email }, { key }))
    expect(verdictOf(second)).toBe('201')
    if (holder) expect(second.body.id).toBe(holder)
    expect(await createdEvents(email)).toHaveLength(1)
    if (done) expect(second.body).not.toHaveProperty('temporaryPassword')
    else await expect(choosePassword(stack(), email, second.body.temporaryPassword, chosen)).resolves.toBeTypeOf('string')
    const third = await create(stack(), org, { email }, { key })
    expect(third.body).toEqual({ ...second.body, temporaryPassword: undefined })
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
)

test.each(some(Object.entries(cuts)))(
  'creating cut off %s is cleared by one run of the schedule, and the address is free again',
  async (_, faults) => {
    const { email, done } = await cutOff(faults)
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
    if (!done) await expectNothingOf(email)
    expect(verdictOf(await create(stack(), org, { email }))).toBe(done ? '409 already_member' : '201')
  },
)

test.each(some(Object.entries(cuts), true))(
  'creating cut off %s does not keep the next one from the address, without any schedule',
  async (_, faults) => {
    const { email, done } = await cutOff(faults)
    const second = await patiently(() => create(stack(), other, { email }))
    expect(verdictOf(second)).toBe(done ? '409 identity_exists' : '201')
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
)

test.each(some(Object.entries(cuts)))(
  'creating cut off %s does not keep anybody from inviting the address, and nothing unsound comes of both',
  async (_, faults) => {
    const { email, key, done } = await cutOff(faults)
    const invited = await invite(stack(), other, { email })
    expect(invited.body.results[0].status).toBe('created')
    const second = await patiently(() => create(stack(), org, { email }, { key }))
    expect(unclean([second], '201', '409 identity_exists')).toEqual([])
    if (done) expect(verdictOf(second)).toBe('201')
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
)

test.each([1, 2, 3, 4])(
  'the schedule cut off at its %s. call to the table after finding what is due is finished by the next run',
  async calls => {
    const { email } = await cutOff(cuts['before the commit'] ?? [])
    await advance(stack(), pastLease)
    // It asks the eight shards of the due index first.
    for (const fault of deadAfter(8 + calls)) await breakDown(stack(), fault)
    await runSchedule(stack()).catch(() => {})
    await mend(stack())
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
    await expectNothingOf(email)
  },
)

test(
  'one address created 16 times at once, here and in another organization: exactly one wins, nobody else leaves a trace',
  async () => {
    for (const _ of times(figure(4, 50))) {
      const email = freshEmail('once')
      const answers = await together(16, index => create(stack(), index % 2 ? org : other, { email }))
      expect(unclean(answers, '201', '409 already_member', '409 identity_exists')).toEqual([])
      expect(tally(answers)['201']).toBe(1)
      const winner = answers.find(({ status }) => status === 201)
      expect(await holderOf(email)).toBe(winner?.body.id)
      await choosePassword(stack(), email, winner?.body.temporaryPassword, chosen)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'one request with an Idempotency-Key sent 16 times at once: one user, equal answers, the password told once, and it works',
  async () => {
    for (const _ of times(figure(4, 50))) {
      const [email, key] = [freshEmail('same'), newKey()]
      const answers = await together(16, () => create(stack(), org, { email, firstName: 'Maria' }, { key }))
      expect(unclean(answers, '201')).toEqual([])
      const made = answers.filter(({ status }) => status === 201).map(({ body }) => body)
      const told = made.flatMap(({ temporaryPassword }) => temporaryPassword ?? [])
      expect(told).toHaveLength(1)
      const later = await create(stack(), org, { email, firstName: 'Maria' }, { key })
      for (const body of made)
        expect({ ...body, temporaryPassword: undefined }).toEqual({ ...later.body, temporaryPassword: undefined })
      await choosePassword(stack(), email, told[0], chosen)
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'creating and inviting one address at once, here and elsewhere: every answer fits some order',
  async () => {
    for (const _ of times(figure(6, 100))) {
      const email = freshEmail('both')
      const [made, ...invitations] = await Promise.all([
        create(stack(), org, { email }),
        invite(stack(), org, { email }),
        invite(stack(), other, { email }),
      ])
      expect(unclean([made], '201', '409 already_invited', '409 identity_exists')).toEqual([])
      const [here, there] = invitations.map(({ body }) => body.results?.[0])
      if (made.status === 201) expect(here?.error?.code ?? 'unavailable').toMatch(/already_member|unavailable/)
      else expect([here?.status, there?.status]).toContain('created')
      expect(usersIn(await scanTable(stack()), org.id).filter(user => user.email === email).length).toBeLessThanOrEqual(1)
    }
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'T9: at the last free seat one of many is created, and the others leave neither claim nor Cognito user',
  async () => {
    const small = await createOrg(stack(), 'Small')
    await stack().invoke('setSeats', { orgId: small.id, seats: 2 })
    const emails = times(figure(12, 64)).map(() => freshEmail('seat'))
    const answers = await Promise.all(emails.map(email => create(stack(), small, { email })))
    expect(unclean(answers, '201', '409 seat_limit_reached')).toEqual([])
    expect(tally(answers)['201']).toBe(1)
    for (const [index, { status }] of answers.entries()) if (status === 409) await expectNothingOf(emails[index] ?? '')
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

const all = { dynamodb: failures.dynamodb, cognito: failures.cognito }
const each = Object.entries(all).flatMap(([service, errors]) =>
  some(errors).map(error => [service as keyof typeof all, error] as const),
)

test.each(each)(
  'while every call to %s fails by %s, creating answers 503, and works when that is over',
  async (service, error) => {
    const email = freshEmail('broken')
    await breakDown(stack(), { service, operation: '*', error })
    const answer = await create(stack(), org, { email })
    await mend(stack())
    expect(verdictOf(answer)).toBe('503 unavailable')
    expect(unclean([answer])).toEqual([])
    expect(verdictOf(await create(stack(), org, { email }))).toBe('201')
    expect(await unsound(stack())).toEqual([])
  },
)

test('creating goes through when both its transactions conflict a few times, and says 503 when they do so without end', async () => {
  const conflict = (count?: number) => breakDown(stack(), cutAtDynamoDb('TransactWriteItems', 'TransactionConflict', { count }))
  await conflict(4)
  expect(verdictOf(await create(stack(), org, { email: freshEmail() }))).toBe('201')
  const email = freshEmail()
  await conflict()
  expect(unclean([await create(stack(), org, { email })])).toEqual([])
  await mend(stack())
  await expectNothingOf(email)
  expect(await unsound(stack())).toEqual([])
})

test(
  'with three of ten calls failing, each request with an Idempotency-Key comes to one user in the end',
  async () => {
    for (const [service, error] of [
      ['dynamodb', 'ProvisionedThroughputExceededException'],
      ['cognito', 'TooManyRequestsException'],
    ] as const)
      await breakDown(stack(), { service, operation: '*', error, rate: 0.3 })
    const people = await together(figure(8, 60), async () => {
      const [email, key] = [freshEmail('sick'), newKey()]
      const answers: Answer[] = []
      do answers.push(await create(stack(), org, { email }, { key }))
      while (answers.at(-1)?.status === 503 && answers.length < 30)
      return { email, answers }
    })
    await mend(stack())
    for (const { email, answers } of people) {
      expect(unclean(answers, '201')).toEqual([])
      expect(answers.at(-1)?.status).toBe(201)
      expect(await createdEvents(email)).toHaveLength(1)
      expect((await inPool(email)).map(({ Username }) => Username)).toEqual([answers.at(-1)?.body.id])
    }
    await advance(stack(), pastLease)
    await runSchedule(stack())
    expect(await unsound(stack())).toEqual([])
  },
  long,
)
