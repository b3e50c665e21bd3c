import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openClock } from '../../infra/local/clock.ts'
import { type DynamoDbLocal, startDynamoDb } from '../../infra/local/dynamodb.ts'
import { openQueues, type Queues } from '../../infra/local/queues.ts'
import { openState, type State } from '../../infra/local/state.ts'
import { type StreamEvent, type StreamMapping, startStreamMapping } from '../../infra/local/stream-mapping.ts'
import { borrowDatabase } from '../support/databases.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let local: DynamoDbLocal
let state: State
let queues: Queues
let mapping: StreamMapping | undefined
let tableName: string
let tables = 0
let batches: string[][]

const clientOf = ({ endpoint }: DynamoDbLocal) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
const createTable = (db: DynamoDbLocal) =>
  clientOf(db).send(
    new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
const write = (db: DynamoDbLocal, pk: string) =>
  clientOf(db).send(new PutItemCommand({ TableName: tableName, Item: { pk: { S: pk }, kind: { S: 'audit' } } }))
const put = async (...keys: string[]) => {
  for (const pk of keys) await write(local, pk)
}

beforeAll(async () => {
  local = await borrowDatabase()
})
afterAll(() => local.close())
beforeEach(async () => {
  tableName = `table-${tables++}`
  state = openState(null)
  const definitions = [{ name: 'lost', visibilityTimeoutSeconds: 30, maxReceiveCount: 1, retentionSeconds: 3600 }]
  queues = openQueues({ state, clock: openClock(state), definitions })
  batches = []
  await createTable(local)
})
afterEach(async () => {
  await mapping?.close()
  state.close()
})

const keysOf = (event: StreamEvent | DynamoDBStreamEvent) =>
  event.Records.map(record => JSON.stringify(record.dynamodb?.Keys).slice(12, -3))

async function start(
  invoke: (keys: string[], event: StreamEvent) => unknown,
  changes: Partial<Parameters<typeof startStreamMapping>[0]> = {},
) {
  const noting = async (event: StreamEvent) => {
    batches.push(keysOf(event))
    return invoke(keysOf(event), event)
  }
  const rules = {
    batchSize: 100,
    maximumRetryAttempts: 1,
    bisectBatchOnFunctionError: false,
    onFailureQueue: 'lost',
    functionName: 'dispatch',
  }
  mapping = await startStreamMapping({ endpoint: local.endpoint, tableName, state, queues, ...rules, invoke: noting, ...changes })
  return mapping
}
/** Once everything written before has been read and handed over. */
const caughtUp = () =>
  vi.waitFor(
    async () => {
      await mapping?.look()
      expect(mapping?.idle()).toBe(true)
    },
    { timeout: 10_000 },
  )

test('hands changes to the function in their order, with both images', async () => {
  const events: StreamEvent[] = []
  await start((_, event) => void events.push(event))
  await put('a', 'a')
  await clientOf(local).send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: 'a' } } }))
  await caughtUp()
  const records = events.flatMap(event => event.Records)
  expect(records.map(record => record.eventName)).toEqual(['INSERT', 'REMOVE'])
  expect(records[1]).toMatchObject({
    eventSource: 'aws:dynamodb',
    eventSourceARN: expect.stringContaining(`table/${tableName}/stream/`),
    dynamodb: {
      Keys: { pk: { S: 'a' } },
      OldImage: { pk: { S: 'a' }, kind: { S: 'audit' } },
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  })
})

test('begins with what was written before it, in batches of the size wanted', async () => {
  await put('a', 'b', 'c')
  await start(() => {}, { batchSize: 2 })
  await caughtUp()
  expect(batches).toEqual([['a', 'b'], ['c']])
})

test('is not idle before a write was handed over', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const started = await start(() => gate)
  await put('a')
  await vi.waitFor(() => expect(batches).toEqual([['a']]))
  expect(started.idle()).toBe(false)
  open()
  await caughtUp()
})

test('leaves out what the filter does, and does not call for nothing', async () => {
  await start(() => {}, { filters: [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'x' }] } } } }] })
  await put('a', 'b')
  await caughtUp()
  await put('c', 'x1')
  await caughtUp()
  expect(batches).toEqual([['x1']])
})

test('goes on after the last batch that was taken, when it is started again', async () => {
  await start(() => {})
  await put('a', 'b')
  await caughtUp()
  await mapping?.close()
  await put('c')
  await start(() => {})
  await caughtUp()
  expect(batches.at(-1)).toEqual(['c'])
  expect(batches.flat()).toEqual(['a', 'b', 'c'])
})

test('tries again from the first record that failed', async () => {
  await put('a', 'b', 'c')
  let failed = false
  await start((_, event) => {
    if (failed) return undefined
    failed = true
    const identifiers = [2, 1].map(at => ({ itemIdentifier: event.Records[at]?.dynamodb.SequenceNumber }))
    return { batchItemFailures: identifiers }
  })
  await caughtUp()
  expect(batches).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c'],
  ])
})

test('splits a batch until the poison stands alone, gives up on that, and says where it lies', async () => {
  await put('a', 'b', 'poison', 'c')
  await start(
    keys => {
      if (keys.includes('poison')) throw new Error('poison')
    },
    { bisectBatchOnFunctionError: true },
  )
  await caughtUp()
  expect(batches).toEqual([['a', 'b', 'poison', 'c'], ['a', 'b'], ['poison', 'c'], ['poison'], ['poison'], ['c']])
  const [lost, ...others] = queues.receive('lost', 10)
  expect(others).toEqual([])
  const body: unknown = JSON.parse(lost?.body ?? '')
  expect(body).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    DDBStreamBatchInfo: {
      shardId: expect.stringContaining('shardId-'),
      batchSize: 1,
      streamArn: expect.stringContaining(tableName),
    },
  })
  expect(lost?.body).not.toContain('poison')
})

test('without splitting, a batch is given up as a whole, and the next one goes through', async () => {
  await put('a', 'poison')
  await start(keys => {
    if (keys.includes('poison')) throw new Error('poison')
  })
  await caughtUp()
  await put('b')
  await caughtUp()
  expect(batches).toEqual([['a', 'poison'], ['a', 'poison'], ['b']])
  expect(JSON.parse(queues.receive('lost', 1)[0]?.body ?? '')).toMatchObject({ DDBStreamBatchInfo: { batchSize: 2 } })
})

test('a batch under way when it is closed comes again', async () => {
  await put('a')
  await start(() => Promise.reject(new Error('not yet')), { maximumRetryAttempts: 1000 })
  await vi.waitFor(() => expect(batches.length).toBeGreaterThan(0))
  await mapping?.close()
  await start(() => {})
  await caughtUp()
  expect(batches.at(-1)).toEqual(['a'])
  expect(queues.receive('lost', 1)).toEqual([])
})

test('goes on after a restart of the database', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roster-'))
  const first = await startDynamoDb({ folder })
  await createTable(first)
  await write(first, 'a')
  await start(() => {}, { endpoint: first.endpoint })
  await caughtUp()
  await mapping?.close()
  await write(first, 'b')
  await first.close()
  const second = await startDynamoDb({ folder })
  await start(() => {}, { endpoint: second.endpoint })
  await write(second, 'c')
  await caughtUp()
  expect(batches.flat()).toEqual(['a', 'b', 'c'])
  await mapping?.close()
  await second.close()
  rmSync(folder, { recursive: true })
})
