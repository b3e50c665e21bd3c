import { setTimeout } from 'node:timers/promises'
import type { APIGatewayProxyResultV2, Context } from 'aws-lambda'
import type { GatewayEvent } from './gateway-event.ts'
import { type GatewayResponse, internalError, interpretResult, ownAnswer } from './gateway-result.ts'
import { lambdaContext } from './lambda-context.ts'

export type Invoke = (name: string, event: GatewayEvent, context: Context) => Promise<APIGatewayProxyResultV2>

/** Lambda's synchronous payloads, as its own error messages name them. */
const maxRequestBytes = 6_291_456
const maxResponseBytes = 6_291_556

/** Of API Gateway's 30 seconds a function has 25: infra/constructs/kinds.ts. */
const functionsShare = 25 / 30

/**
 * One Lambda integration. An event that is too large for Lambda is a 413, an error of the function or a result that
 * is too large a 500, and a function that takes longer than the integration timeout a 503 (serverless/serverless#11222).
 */
export async function integrate(invoke: Invoke, name: string, event: GatewayEvent, timeoutMs: number): Promise<GatewayResponse> {
  const payload = JSON.stringify(event)
  if (Buffer.byteLength(payload) > maxRequestBytes) return ownAnswer(413, 'Request Entity Too Large')
  const ended = new AbortController()
  const timeout = setTimeout(timeoutMs, null, { signal: ended.signal }).catch(() => null)
  try {
    const answer = await Promise.race([run(invoke, name, payload, timeoutMs), timeout])
    return answer ?? ownAnswer(503, 'Service Unavailable')
  } finally {
    ended.abort()
  }
}

/** Both ways through JSON text, as in Lambda: nothing but data passes, and neither side sees what the other changes later. */
async function run(invoke: Invoke, name: string, payload: string, timeoutMs: number): Promise<GatewayResponse> {
  try {
    const event: GatewayEvent = JSON.parse(payload)
    const result = JSON.stringify((await invoke(name, event, lambdaContext(name, timeoutMs * functionsShare))) ?? null)
    return Buffer.byteLength(result) > maxResponseBytes ? internalError() : interpretResult(result)
  } catch (error) {
    console.error(`${name} failed:`, error)
    return internalError()
  }
}
