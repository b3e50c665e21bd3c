import { Agent, request as httpRequest } from 'node:http'
import { callDynamoDb } from '../../infra/local/dynamodb-call.ts'
import { type Request, type Response, serve } from '../../infra/local/serve.ts'
import {
  type Call,
  type Request as DynamoDbRequest,
  type Response as DynamoDbResponse,
  type Images,
  identify,
  type Key,
  writtenKeys,
} from './calls.ts'

export type Tap = { url: string; start(): void; stop(): Call[]; close(): Promise<void> }

/**
 * Stands between the stack and DynamoDB Local, and notes while it is told to: the calls, their times, and of each written item the
 * image right before and right after, which it reads itself. An image from before the whole operation would not do, since one
 * operation may write the same item twice.
 */
export async function openTap(target: string, tableName: string): Promise<Tap> {
  const agent = new Agent({ keepAlive: true })
  let calls: Call[] | null = null
  const served = await serve(0, async incoming => {
    const operation = /^DynamoDB_\d+\.(\w+)$/.exec(incoming.headers['x-amz-target'] ?? '')?.[1]
    if (!operation || !calls) return forward(incoming, target, agent)
    const into = calls
    const startedAt = performance.now()
    const request: DynamoDbRequest = JSON.parse(String(incoming.body))
    const keys = writtenKeys(request)
    const before = await imagesOf(target, tableName, keys)
    const answer = await forward(incoming, target, agent)
    const after = await imagesOf(target, tableName, keys)
    const response: DynamoDbResponse = JSON.parse(String(answer.body))
    into.push({ operation, status: answer.status, request, response, before, after, startedAt, endedAt: performance.now() })
    return answer
  })
  return {
    url: served.url,
    start: () => void (calls = []),
    stop() {
      const noted = calls ?? []
      calls = null
      return noted
    },
    async close() {
      await served.close()
      agent.destroy()
    },
  }
}

function forward(incoming: Request, target: string, agent: Agent): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { host: _, connection: __, ...headers } = incoming.headers
    const outgoing = httpRequest(target, { agent, method: 'POST', headers }, answer => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).once('error', reject)
      const told = Object.entries(answer.headers).filter(([name]) => /^(x-amz|content-type)/.test(name))
      const kept = Object.fromEntries(told.map(([name, value]) => [name, String(value)]))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 500, headers: kept, body: Buffer.concat(parts) }))
    })
    outgoing.once('error', reject).end(incoming.body)
  })
}

async function imagesOf(endpoint: string, table: string, keys: Key[]): Promise<Images> {
  if (keys.length === 0) return new Map()
  const input = { RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }
  const answer = (await callDynamoDb(endpoint, 'DynamoDB_20120810.BatchGetItem', input)) as DynamoDbResponse // as the API reference has it
  return new Map((answer?.Responses?.[table] ?? []).map(item => [identify(item), item]))
}
