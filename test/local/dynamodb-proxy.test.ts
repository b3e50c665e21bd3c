import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { DynamoDbLocal } from '../../infra/local/dynamodb.ts'
import { type DynamoDbCall, startDynamoDbProxy } from '../../infra/local/dynamodb-proxy.ts'
import { openFaults } from '../../infra/local/faults.ts'
import type { Served } from '../../infra/local/serve.ts'
import { borrowDatabase } from '../support/databases.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const faults = openFaults()
const calls: DynamoDbCall[] = []
let local: DynamoDbLocal
let proxy: Served
let client: DynamoDBClient

const clientOf = (maxAttempts: number) =>
  new DynamoDBClient({
    endpoint: proxy.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts,
  })
const fail = (operation: string, error: string, count?: number) =>
  faults.set({ service: 'dynamodb', operation, rate: 1, error, count })
const put = (pk: string) => client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: pk } } }))
const get = async (pk: string) =>
  (await client.send(new GetItemCommand({ TableName: 'things', Key: { pk: { S: pk } }, ConsistentRead: true }))).Item

beforeAll(async () => {
  local = await borrowDatabase()
  proxy = await startDynamoDbProxy({ port: 0, target: local.endpoint, faults, onCall: call => calls.push(call) })
  client = clientOf(1)
  await client.send(
    new CreateTableCommand({
      TableName: 'things',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
})
afterAll(async () => {
  await proxy.close()
  await local.close()
})
beforeEach(() => {
  faults.set({ service: 'dynamodb', operation: '*', rate: 0, error: '' })
  calls.length = 0
})

test('what is asked is answered, and told with its times', async () => {
  await put('a')
  expect(await get('a')).toEqual({ pk: { S: 'a' } })
  expect(calls.map(call => call.operation)).toEqual(['PutItem', 'GetItem'])
  expect(calls[1]).toMatchObject({
    status: 200,
    request: { TableName: 'things', ConsistentRead: true },
    response: { Item: { pk: { S: 'a' } } },
  })
  expect(calls.every(call => call.endedAt > call.startedAt)).toBe(true)
})

test.each([
  ['ThrottlingException', 400],
  ['ProvisionedThroughputExceededException', 400],
  ['RequestLimitExceeded', 400],
  ['InternalServerError', 500],
])('%s is DynamoDB’s own error, and nothing is written', async (error, status) => {
  fail('PutItem', error)
  await expect(put('never')).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: status } })
  expect(await get('never')).toBeUndefined()
})

test('the SDK’s own retries get over a fault that passes', async () => {
  fail('GetItem', 'ThrottlingException', 2)
  await clientOf(4).send(new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'a' } } }))
  expect(calls.map(call => call.status)).toEqual([400, 400, 200])
})

test('a conflict cancels a transaction with one reason for each item', async () => {
  fail('TransactWriteItems', 'TransactionConflict')
  const items = ['b', 'c'].map(pk => ({ Put: { TableName: 'things', Item: { pk: { S: pk } } } }))
  const error: unknown = await client.send(new TransactWriteItemsCommand({ TransactItems: items })).catch(refused => refused)
  expect(error).toBeInstanceOf(TransactionCanceledException)
  const reason = expect.objectContaining({ Code: 'TransactionConflict' })
  expect(error).toMatchObject({
    CancellationReasons: [reason, reason],
    message: expect.stringContaining('[TransactionConflict, TransactionConflict]'),
  })
  expect(await get('b')).toBeUndefined()
})

test('a conflict of a single write is an exception of its own', async () => {
  fail('PutItem', 'TransactionConflict')
  await expect(put('never')).rejects.toMatchObject({ name: 'TransactionConflictException' })
})

test('a refused connection leaves nothing behind', async () => {
  fail('PutItem', 'ConnectionRefused')
  await expect(put('never')).rejects.toThrow()
  expect(await get('never')).toBeUndefined()
})

test('a lost connection leaves the write behind', async () => {
  fail('PutItem', 'ConnectionLost')
  await expect(put('behind')).rejects.toThrow()
  expect(await get('behind')).toEqual({ pk: { S: 'behind' } })
})

test('no fault touches the stream’s calls', async () => {
  fail('*', 'InternalServerError')
  const headers = {
    'x-amz-target': 'DynamoDBStreams_20120810.ListStreams',
    'content-type': 'application/x-amz-json-1.0',
    authorization: 'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  }
  const answer = await fetch(proxy.url, { method: 'POST', headers, body: '{}' })
  expect(await answer.json()).toEqual({ Streams: [] })
  expect(calls).toEqual([])
})
