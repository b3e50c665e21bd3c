import { Agent, type OutgoingHttpHeaders, request } from 'node:http'
import { dynamoDbFailure } from './dynamodb-failure.ts'
import type { Faults } from './faults.ts'
import { hangUp, type Request, type Response, type Served, serve } from './serve.ts'

export type DynamoDbCall = {
  operation: string
  status: number
  /** Parsed when asked for. */
  readonly request: unknown
  readonly response: unknown
  /** Milliseconds of `performance.now()`. */
  startedAt: number
  endedAt: number
}

type Options = { port: number; target: string; faults: Faults; onCall?: (call: DynamoDbCall) => void }

/**
 * One stack's way to DynamoDB Local, which several stacks may share: here calls fail on demand and are counted.
 * The streams' calls pass untouched: on AWS it is Lambda that reads the stream, out of our faults' reach.
 *
 * Beside DynamoDB's own errors a fault may name `ConnectionRefused` (the call never arrives) and `ConnectionLost` (it takes
 * effect, but the answer is lost).
 */
export async function startDynamoDbProxy({ port, target, faults, onCall }: Options): Promise<Served> {
  const agent = new Agent({ keepAlive: true })
  const served = await serve(port, async incoming => {
    const startedAt = performance.now()
    const operation = /^DynamoDB_\d+\.(\w+)$/.exec(incoming.headers['x-amz-target'] ?? '')?.[1]
    const error = operation ? faults.strike('dynamodb', operation) : null
    if (error === 'ConnectionRefused') return hangUp
    const fails = error !== null && error !== 'ConnectionLost'
    const answer = fails ? dynamoDbFailure(error, operation ?? '', incoming.body) : await pass(incoming, target, agent)
    if (operation) onCall?.(callOf(operation, incoming, answer, startedAt))
    return error === 'ConnectionLost' ? hangUp : answer
  })
  return {
    ...served,
    async close() {
      await served.close()
      agent.destroy()
    },
  }
}

function pass(incoming: Request, target: string, agent: Agent): Promise<Response> {
  return new Promise(resolve => {
    const broken = () => resolve(hangUp)
    const { host: _, connection: __, ...headers } = incoming.headers
    const outgoing = request(target, { agent, method: incoming.method, path: incoming.url.pathname, headers }, answer => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).once('error', broken)
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 500, headers: kept(answer.headers), body: Buffer.concat(parts) }),
      )
    })
    outgoing.once('error', broken).end(incoming.body)
  })
}

/** Those of the answer itself; the others speak of the connection it came by. */
const kept = (headers: OutgoingHttpHeaders) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (/^(x-amz|content-type)/.test(name) ? [[name, String(value)]] : [])),
  )

const callOf = (operation: string, incoming: Request, answer: Response, startedAt: number): DynamoDbCall => ({
  operation,
  status: answer.status,
  get request() {
    return JSON.parse(String(incoming.body))
  },
  get response() {
    return answer === hangUp ? null : JSON.parse(String(answer.body))
  },
  startedAt,
  endedAt: performance.now(),
})
