import { marshall } from '@aws-sdk/util-dynamodb'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { callDynamoDb } from '../../infra/local/dynamodb-call.ts'
import { advance, ask, type Json, mailTo, settle, tokenFor } from '../support/api.ts'
import { accept, breakDown, mend, switchOffSchedule } from '../support/faults.ts'
import { figure, times } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invited, type Org, signIn } from '../support/people.ts'
import { give } from '../support/resources.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers, scanTable } from '../support/table.ts'

// What cannot be read is told as an error each time.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
const stack = useStack()
let org: Org
const long = figure(120_000, 3_600_000)
/** SQS takes a message of one id once within this time. */
const pastDeduplication = 301

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})
beforeEach(async () => {
  await mend(stack())
  org.owner.token = await signIn(stack(), org.owner.email)
})

const get = async (path: string): Promise<Json> => (await fetch(stack().outputs.ControlUrl + path)).json()
const deadLetters = async (queue: string): Promise<number> =>
  (await get('/queues')).find(({ name }: Json) => name === `roster-${queue}.fifo`).deadLetters
const pathOf = (user: Json) => `/v1/orgs/${org.id}/users/${user.id}`

/** Removed, with something that goes to the owner of the organization. */
async function handOver(user: Json): Promise<void> {
  await give(stack(), org, user, 2)
  const removed = await ask(stack(), 'DELETE', `${pathOf(user)}?transferTo=${org.owner.id}`, { token: org.owner.token })
  expect(removed.status, removed.text).toBe(200)
}

/** People who were invited, of whom some accepted, were suspended, removed, cancelled or invited by a new mail. */
async function workload(count: number) {
  const people = await Promise.all(
    times(count).map(async index => ({ index, ...(await invited(stack(), org, { email: freshEmail('replayed') })) })),
  )
  for (const { index, user, invitation } of people) {
    const at = `/v1/orgs/${org.id}/invitations/${invitation.id}`
    if (index % 4 === 1) await accept(stack(), await tokenFor(stack(), user.email))
    if (index % 8 === 1) await ask(stack(), 'POST', `${pathOf(user)}/suspend`, { token: org.owner.token })
    if (index % 8 === 5) await handOver(user)
    if (index % 4 === 2) await ask(stack(), 'DELETE', at, { token: org.owner.token })
    if (index % 4 === 3) await ask(stack(), 'POST', `${at}/resend`, { token: org.owner.token })
  }
  return people
}

/** Every audit event as the stream told it, oldest first. */
const streamRecords = async (): Promise<Json[]> =>
  (await scanTable(stack()))
    .filter(({ pk }) => pk === `ORG#${org.id}#AUDIT`)
    .toSorted((one, other) => (one.sk < other.sk ? -1 : 1))
    .map((item, index) => ({
      eventID: item.sk,
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: { SequenceNumber: String(index + 1), ApproximateCreationDateTime: Date.now() / 1000, NewImage: marshall(item) },
    }))

const eventOf = (record: Json): Json => JSON.parse(record.dynamodb.NewImage.event.S)

/** In any order between users, and in the given one of each. */
function shuffled(records: Json[]): Json[] {
  const groups = [...Map.groupBy(records, record => eventOf(record).target.id).values()].map(group => [...group])
  const mixed: Json[] = []
  while (groups.some(group => group.length > 0)) {
    const open = groups.filter(group => group.length > 0)
    mixed.push(open[Math.floor(Math.random() * open.length)]?.shift())
  }
  return mixed
}

const mails = async (): Promise<Json[]> => (await fetch(`${stack().outputs.MailboxUrl}/messages`)).json()
const poolState = async () =>
  (await cognitoUsers(stack())).map(({ Username, Enabled, UserStatus }) => [Username, Enabled, UserStatus])

test(
  'the whole stream told three times over, shuffled between users, changes nothing and mails nobody twice',
  async () => {
    await workload(figure(24, 120))
    await settle(stack())
    const before = { items: await scanTable(stack()), mails: (await mails()).length, pool: await poolState() }
    const records = await streamRecords()
    for (const _ of times(3)) {
      await advance(stack(), pastDeduplication)
      const told = shuffled(records)
      for (let from = 0; from < told.length; from += 100)
        expect(await stack().invoke('dispatch', { Records: told.slice(from, from + 100) })).toEqual({ batchItemFailures: [] })
      await settle(stack())
    }
    expect((await mails()).length).toBe(before.mails)
    expect(await poolState()).toEqual(before.pool)
    expect(await scanTable(stack())).toEqual(before.items)
    expect(await unsound(stack())).toEqual([])
  },
  long,
)

test(
  'messages that wait four times over while SES is down go out as one mail each',
  async () => {
    await breakDown(stack(), { service: 'ses', error: 'TooManyRequestsException' })
    const emails = times(8).map(() => freshEmail('fourfold'))
    for (const email of emails) await invited(stack(), org, { email })
    const records = (await streamRecords()).filter(record => emails.includes(eventOf(record).target.name))
    expect(records).toHaveLength(8)
    for (const _ of times(3)) {
      await advance(stack(), pastDeduplication)
      expect(await stack().invoke('dispatch', { Records: shuffled(records) })).toEqual({ batchItemFailures: [] })
    }
    await mend(stack())
    for (const email of emails) expect(await mailTo(stack(), email)).toHaveLength(1)
  },
  long,
)

const message = (body: string, group: string, index: number): Json => ({
  messageId: `message-${index}`,
  receiptHandle: 'none',
  body,
  attributes: {
    MessageGroupId: group,
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'x',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
  awsRegion: 'us-east-1',
})

test.each([
  ['sendMail', 'mail'],
  ['publishEvents', 'events'],
  ['syncCredentials', 'credentials'],
  ['indexWords', 'words'],
  ['transferResources', 'transfers'],
  ['withdrawGone', 'withdrawals'],
])(
  'one message in a hundred is poison to %s: it is set aside at once, and everything else is done',
  async (consumer, queue) => {
    await settle(stack())
    const before = { dead: await deadLetters(queue), mails: (await mails()).length, items: await scanTable(stack()) }
    const records = await streamRecords()
    const events = times(3).flatMap(() => shuffled(records).map(eventOf))
    const poisons = [
      '',
      'no JSON',
      '{"id":1}',
      '[]',
      'null',
      '{"id":"evt_1","orgId":"org_1","type":"invitation.created","at":"now"}',
    ]
    const bodies = events.map((event, index) => {
      const poison = index % 100 === 50
      return message(poison ? (poisons[index % poisons.length] ?? '') : JSON.stringify(event), event.target.id, index)
    })
    for (let from = 0; from < bodies.length; from += 10)
      expect(await stack().invoke(consumer, { Records: bodies.slice(from, from + 10) })).toEqual({ batchItemFailures: [] })
    const poisoned = bodies.filter((_, index) => index % 100 === 50).length
    expect(poisoned).toBeGreaterThan(0)
    expect((await deadLetters(queue)) - before.dead).toBe(poisoned)
    expect((await mails()).length).toBe(before.mails)
    expect(await scanTable(stack())).toEqual(before.items)
    await advance(stack(), pastDeduplication)
  },
  long,
)

test('a record of the stream that cannot be read is set aside, and what stands in front of it and behind it in its batch is told', async () => {
  await breakDown(stack(), { service: 'ses', error: 'TooManyRequestsException' })
  const emails = times(12).map(() => freshEmail('around'))
  for (const email of emails) await invited(stack(), org, { email })
  const records = (await streamRecords()).filter(record => emails.includes(eventOf(record).target.name))
  await advance(stack(), pastDeduplication)
  const before = await deadLetters('events')
  const images = [{ event: { S: '{"id":' } }, { event: { S: '{"id":1}' } }, { sk: { S: 'evt_1' } }]
  const poison = images.map((NewImage, index) => ({ ...records[0], dynamodb: { SequenceNumber: `poison-${index}`, NewImage } }))
  const batch = [...records.slice(0, 6), ...poison, ...records.slice(6)]
  expect(await stack().invoke('dispatch', { Records: batch })).toEqual({ batchItemFailures: [] })
  await mend(stack())
  for (const email of emails) expect(await mailTo(stack(), email)).toHaveLength(1)
  expect((await deadLetters('events')) - before).toBe(poison.length)
})

test('a record in the table that nobody can read keeps nobody’s mail back', async () => {
  const before = await deadLetters('events')
  await callDynamoDb(stack().outputs.DynamoDbEndpoint ?? '', 'DynamoDB_20120810.PutItem', {
    TableName: stack().outputs.TableName,
    Item: marshall({ pk: `ORG#${org.id}#AUDIT`, sk: 'evt_00000000000000000000000000', event: 'no JSON' }),
  })
  const emails = times(8).map(() => freshEmail('behind'))
  await Promise.all(emails.map(email => invited(stack(), org, { email })))
  for (const email of emails) expect(await mailTo(stack(), email)).toHaveLength(1)
  expect((await deadLetters('events')) - before).toBe(1)
  expect((await get('/queues')).find(({ name }: Json) => name === 'roster-stream-lost-records').waiting).toBe(0)
})
