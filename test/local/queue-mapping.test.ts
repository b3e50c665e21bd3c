import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Clock, openClock } from '../../infra/local/clock.ts'
import { type QueueEvent, type QueueMapping, startQueueMapping } from '../../infra/local/queue-mapping.ts'
import { openQueues, type Queues } from '../../infra/local/queues.ts'
import { openState } from '../../infra/local/state.ts'

const definitions = [
  {
    name: 'mail.fifo',
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 2,
    deadLetterQueue: 'dead.fifo',
    retentionSeconds: 10 ** 7,
  },
  { name: 'dead.fifo', visibilityTimeoutSeconds: 30, maxReceiveCount: 1, retentionSeconds: 10 ** 7 },
]

let clock: Clock
let queues: Queues
let mapping: QueueMapping | undefined
let batches: string[][]

beforeEach(() => {
  const state = openState(null)
  clock = openClock(state)
  queues = openQueues({ state, clock, definitions })
  batches = []
})
afterEach(() => mapping?.close())

let sent = 0
const send = (body: string, groupId = 'g') => queues.send('mail.fifo', { body, groupId, deduplicationId: `d${sent++}` })
const start = (invoke: (event: QueueEvent) => Promise<unknown>, batchSize = 10) => {
  const noting = (event: QueueEvent) => {
    batches.push(event.Records.map(record => record.body))
    return invoke(event)
  }
  mapping = startQueueMapping({ queues, queue: 'mail.fifo', batchSize, invoke: noting })
  return mapping
}
const idle = () => vi.waitFor(() => expect(mapping?.idle()).toBe(true), { timeout: 5000, interval: 5 })
const counts = () => queues.counts()[0]

test('hands messages to the function in the shape of an SQSEvent, and deletes them', async () => {
  const { messageId, sequenceNumber } = send('hello', 'usr_1')
  const events: QueueEvent[] = []
  start(async event => void events.push(event))
  await idle()
  expect(events).toEqual([
    {
      Records: [
        {
          messageId,
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            MessageGroupId: 'usr_1',
            MessageDeduplicationId: expect.any(String),
            SequenceNumber: sequenceNumber,
          },
          messageAttributes: {},
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:mail.fifo',
          awsRegion: 'us-east-1',
        },
      ],
    },
  ])
  expect(counts()).toMatchObject({ waiting: 0, inFlight: 0 })
})

test('works on several groups at once, and on one message of a group at a time', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  for (const body of ['a1', 'b1', 'a2', 'b2']) send(body, body[0])
  start(() => gate, 1)
  await vi.waitFor(() => expect(batches).toEqual([['a1'], ['b1']]))
  open()
  await idle()
  expect(batches).toEqual([['a1'], ['b1'], ['a2'], ['b2']])
})

test('keeps what the function names as failed, until the visibility timeout is over', async () => {
  let fails = true
  start(async ({ Records }) => {
    const failed = fails ? Records.filter(record => record.body !== '1') : []
    fails = false
    return { batchItemFailures: failed.map(record => ({ itemIdentifier: record.messageId })) }
  })
  for (const body of ['1', '2', '3']) send(body)
  await vi.waitFor(() => expect(counts()).toMatchObject({ waiting: 0, inFlight: 2 }))
  expect(mapping?.idle()).toBe(false)
  clock.advance(30)
  await idle()
  expect(batches).toEqual([
    ['1', '2', '3'],
    ['2', '3'],
  ])
})

test.each([
  ['throws', () => Promise.reject(new Error('no'))],
  ['names an item that was not in the batch', async () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ['answers nonsense', async () => ({ batchItemFailures: [null] })],
])('a function that %s has taken nothing, and in the end its messages are dead letters', async (_, invoke) => {
  start(invoke)
  send('1')
  for (const tries of [1, 2]) {
    await vi.waitFor(() => expect([batches.length, counts()?.inFlight]).toEqual([tries, 1]))
    clock.advance(30)
  }
  await idle()
  expect(counts()).toMatchObject({ waiting: 0, inFlight: 0, deadLetters: 1 })
  expect(batches).toHaveLength(2)
})

test('a jump of the clock takes no message away from a function that works on it', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  send('1')
  const started = start(() => gate)
  await vi.waitFor(() => expect(batches).toHaveLength(1))
  clock.advance(86_400)
  await started.look()
  open()
  await idle()
  expect(batches).toHaveLength(1)
})

test('close waits for the function that works, and begins nothing more', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const started = start(() => gate, 1)
  send('1')
  send('2')
  await vi.waitFor(() => expect(batches).toHaveLength(1))
  const closed = started.close()
  open()
  await closed
  expect(counts()).toMatchObject({ waiting: 1, inFlight: 0 })
})
