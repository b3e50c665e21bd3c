import { createHash } from 'node:crypto'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Aws, startAws } from '../../infra/local/aws.ts'
import { openClock } from '../../infra/local/clock.ts'
import { openFaults } from '../../infra/local/faults.ts'
import { openQueues } from '../../infra/local/queues.ts'
import { openState } from '../../infra/local/state.ts'

const state = openState(null)
const clock = openClock(state)
const faults = openFaults()
const definitions = [{ name: 'mail.fifo', visibilityTimeoutSeconds: 30, maxReceiveCount: 3, retentionSeconds: 3600 }]
const queues = openQueues({ state, clock, definitions })
let aws: Aws
let settings: {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  maxAttempts: number
}

const sqs = () => new SQSClient(settings)
const QueueUrl = () => `${aws.url}/000000000000/mail.fifo`
const message = (Id: string) => ({ Id, MessageBody: `body ${Id}`, MessageGroupId: 'g', MessageDeduplicationId: Id })
const fail = (operation: string, error: string) => faults.set({ service: 'sqs', operation, rate: 1, error })
const sendPair = (Id: string) =>
  sqs().send(new SendMessageBatchCommand({ QueueUrl: QueueUrl(), Entries: [message(Id), message(`${Id}'`)] }))
const put = (...Entries: object[]) => new EventBridgeClient(settings).send(new PutEventsCommand({ Entries }))
const entry = (n: number) => ({
  Source: 'roster',
  DetailType: 'user.invited',
  Detail: JSON.stringify({ n }),
  EventBusName: 'bus',
})
const secretOf = async (SecretId: string) =>
  (await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId }))).SecretString

beforeAll(async () => {
  aws = await startAws({ port: 0, state, clock, faults, queues })
  settings = {
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
})
afterAll(() => aws.close())
afterEach(() => {
  for (const service of ['sqs', 'events'] as const) faults.set({ service, operation: '*', rate: 0, error: '' })
})

describe('SQS', () => {
  test('finds a queue by its name', async () => {
    expect((await sqs().send(new GetQueueUrlCommand({ QueueName: 'mail.fifo' }))).QueueUrl).toBe(QueueUrl())
    await expect(sqs().send(new GetQueueUrlCommand({ QueueName: 'other' }))).rejects.toBeInstanceOf(QueueDoesNotExist)
  })

  test('takes a message, gives it, and deletes it', async () => {
    const sent = await sqs().send(
      new SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody: 'héllo', MessageGroupId: 'g', MessageDeduplicationId: '1' }),
    )
    expect(sent.MD5OfMessageBody).toBe(createHash('md5').update('héllo').digest('hex'))
    const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl: QueueUrl(), MaxNumberOfMessages: 10 }))
    expect(Messages).toMatchObject([
      {
        MessageId: sent.MessageId,
        Body: 'héllo',
        Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'g', SequenceNumber: sent.SequenceNumber },
      },
    ])
    await sqs().send(new DeleteMessageCommand({ QueueUrl: QueueUrl(), ReceiptHandle: Messages[0]?.ReceiptHandle }))
    const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl: QueueUrl(), AttributeNames: ['All'] }))
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      FifoQueue: 'true',
    })
  })

  test('takes a batch, and refuses an entry by itself', async () => {
    const bad = { Id: 'bad', MessageBody: 'no group' }
    const answer = await sqs().send(
      new SendMessageBatchCommand({ QueueUrl: QueueUrl(), Entries: [message('a'), bad, message('b')] }),
    )
    expect(answer.Successful?.map(taken => taken.Id)).toEqual(['a', 'b'])
    expect(answer.Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'MissingParameter' }])
  })

  test.each([
    ['EmptyBatchRequest', []],
    ['BatchEntryIdsNotDistinct', [message('x'), message('x')]],
    ['TooManyEntriesInBatchRequest', Array.from({ length: 11 }, (_, at) => message(`t${at}`))],
  ])('refuses a batch as %s', async (name, Entries) => {
    await expect(sqs().send(new SendMessageBatchCommand({ QueueUrl: QueueUrl(), Entries }))).rejects.toMatchObject({ name })
  })

  test('fails as it is told to: the call, a part of it, or the connection', async () => {
    fail('SendMessageBatch', 'ThrottlingException')
    await expect(sendPair('c')).rejects.toMatchObject({ name: 'ThrottlingException' })
    fail('SendMessageBatch', 'PartialFailure')
    expect(await sendPair('d')).toMatchObject({ Successful: [{ Id: "d'" }], Failed: [{ Id: 'd', SenderFault: false }] })
    fail('SendMessageBatch', 'ConnectionRefused')
    await expect(sendPair('e')).rejects.toThrow()
    fail('SendMessageBatch', 'ConnectionLost')
    const before = queues.counts()[0]?.waiting ?? 0
    await expect(sendPair('f')).rejects.toThrow()
    expect(queues.counts()[0]?.waiting).toBe(before + 2)
  })
})

describe('EventBridge', () => {
  test('keeps what is put on the bus, as a rule’s target would get it', async () => {
    const { Entries } = await put(entry(1))
    expect(aws.events().at(-1)).toMatchObject({
      id: Entries?.[0]?.EventId,
      source: 'roster',
      'detail-type': 'user.invited',
      detail: { n: 1 },
      bus: 'bus',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
  })

  test('refuses an entry by itself', async () => {
    const answer = await put({ ...entry(2), Detail: 'no JSON' }, { ...entry(3), Source: undefined }, entry(4))
    expect(answer.FailedEntryCount).toBe(2)
    expect(answer.Entries?.map(result => result.ErrorCode)).toEqual(['MalformedDetail', 'InvalidArgument', undefined])
    await expect(put(...Array.from({ length: 11 }, (_, n) => entry(n)))).rejects.toMatchObject({ name: 'ValidationException' })
  })

  test('keeps the newest thousand', async () => {
    for (let n = 0; n < 1010; n += 10) await put(...Array.from({ length: 10 }, (_, at) => entry(n + at)))
    expect(aws.events()).toHaveLength(1000)
    expect(aws.events().at(-1)).toMatchObject({ detail: { n: 1009 } })
  })

  test('fails as it is told to', async () => {
    faults.set({ service: 'events', operation: 'PutEvents', rate: 1, error: 'InternalException', count: 1 })
    await expect(put(entry(5))).rejects.toMatchObject({ name: 'InternalException', $metadata: { httpStatusCode: 500 } })
    faults.set({ service: 'events', operation: 'PutEvents', rate: 1, error: 'PartialFailure', count: 1 })
    expect((await put(entry(5), entry(6))).Entries).toMatchObject([
      { ErrorCode: 'InternalFailure' },
      { EventId: expect.any(String) },
    ])
  })
})

test('a secret is random, and stays what it is', async () => {
  const secret = await secretOf('token-key')
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(await secretOf('token-key')).toBe(secret)
  expect(await secretOf('cursor-key')).not.toBe(secret)
})

test('what is not known is refused by name', async () => {
  const answer = await fetch(aws.url, { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.PurgeQueue' }, body: '{}' })
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { __type: 'UnknownOperationException', message: 'AmazonSQS.PurgeQueue' },
  ])
})
