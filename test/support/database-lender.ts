import type { TestProject } from 'vitest/node'
import { type DynamoDbLocal, openDatabases } from '../../infra/local/dynamodb.ts'
import { json, type Served, serve } from '../../infra/local/serve.ts'

const databases = openDatabases()
const lent = new Map<string, DynamoDbLocal>()
let lender: Served | undefined

/**
 * Lends each test file a database of its own out of one process of Java: to start one for each takes longer than what most files test. A
 * database that all files shared would get slower with every item and stream record that any of them has written, up to ten times.
 */
export async function setup(project: TestProject): Promise<void> {
  lender = await serve(0, async ({ method, body }) => (method === 'DELETE' ? giveBack(String(body)) : lend()))
  project.provide('databases', lender.url)
}

export async function teardown(): Promise<void> {
  await lender?.close()
  await databases.close()
}

async function lend() {
  const database = await databases.open(0)
  lent.set(database.endpoint, database)
  return json(200, { endpoint: database.endpoint })
}

async function giveBack(endpoint: string) {
  await lent.get(endpoint)?.close()
  lent.delete(endpoint)
  return json(200, {})
}
