import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CreateTableCommand, DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type DynamoDbLocal, openDatabases, startDynamoDb } from '../../infra/local/dynamodb.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })

const things = {
  TableName: 'things',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
}

const folder = mkdtempSync(join(tmpdir(), 'roster-'))
afterAll(() => rmSync(folder, { recursive: true }))

const addresses = Object.values(networkInterfaces())
  .flatMap(list => list ?? [])
  .filter(one => !one.internal && one.family === 'IPv4')
  .map(one => one.address)

describe('DynamoDB Local', () => {
  let local: DynamoDbLocal
  beforeAll(async () => {
    local = await startDynamoDb({ folder: null })
  })
  afterAll(() => local.close())

  test('answers on loopback', async () => {
    expect((await clientOf(local.endpoint).send(new ListTablesCommand())).TableNames).toEqual([])
  })

  test.runIf(addresses.length)('is out of reach at every other address of the machine', async () => {
    const { port } = new URL(local.endpoint)
    for (const address of addresses) {
      await expect(fetch(`http://${address}:${port}`, { signal: AbortSignal.timeout(1000) })).rejects.toThrow()
    }
  })

  test('does not answer the scripts of web pages', async () => {
    const headers = {
      origin: 'https://example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-amz-target',
    }
    const answer = await fetch(local.endpoint, { method: 'OPTIONS', headers })
    expect(['*', 'https://example.com']).not.toContain(answer.headers.get('access-control-allow-origin'))
  })
})

test('what was written to a folder is there after a restart on the same port', async () => {
  const first = await startDynamoDb({ folder })
  await clientOf(first.endpoint).send(new CreateTableCommand(things))
  await clientOf(first.endpoint).send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' }, n: { N: '1' } } }))
  await first.close()
  const second = await startDynamoDb({ folder, port: Number(new URL(first.endpoint).port) })
  const found = await clientOf(second.endpoint).send(new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'a' } } }))
  expect(found.Item).toEqual({ pk: { S: 'a' }, n: { N: '1' } })
  await second.close()
  await second.close()
})

test('databases of one process know nothing of each other, and one that is closed answers no more', async () => {
  const databases = openDatabases()
  const first = await databases.open(0)
  const second = await databases.open(0)
  await clientOf(first.endpoint).send(new CreateTableCommand(things))
  expect((await clientOf(second.endpoint).send(new ListTablesCommand())).TableNames).toEqual([])
  await first.close()
  await expect(clientOf(first.endpoint).send(new ListTablesCommand())).rejects.toThrow()
  await clientOf(second.endpoint).send(new CreateTableCommand(things))
  await databases.close()
})

test('ends when its parent is killed', async () => {
  const code = `import { startDynamoDb } from ${JSON.stringify(join(import.meta.dirname, '../../infra/local/dynamodb.ts'))}
    console.log((await startDynamoDb({ folder: null })).endpoint)`
  const parent: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [endpoint] = await once(createInterface(parent.stdout ?? process.stdin), 'line')
  expect((await fetch(endpoint)).status).toBe(400)
  parent.kill('SIGKILL')
  await vi.waitFor(() => expect(fetch(endpoint)).rejects.toThrow(), { timeout: 5000 })
})

test('says what to install where there is no Java', async () => {
  await expect(startDynamoDb({ folder: null, java: join(folder, 'no-java') })).rejects.toThrow(
    /^Roster needs Java 17 or newer .*JDK.*$/,
  )
})

test('says which Java is too old', async () => {
  const java = join(folder, 'java-11')
  writeFileSync(java, '#!/bin/sh\necho \'openjdk version "11.0.2" 2019-01-15\' >&2; exit 1\n')
  chmodSync(java, 0o755)
  await expect(startDynamoDb({ folder: null, java })).rejects.toThrow(/^Roster needs Java 17 or newer .* Found: Java 11\.$/)
})

test('says that somebody else has the port', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  await expect(startDynamoDb({ folder: null, port })).rejects.toThrow(
    `Port ${port}, wanted for DynamoDB Local, is taken by another program.`,
  )
  other.close()
})
