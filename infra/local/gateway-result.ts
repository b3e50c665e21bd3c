import { validateHeaderName, validateHeaderValue } from 'node:http'
import * as z from 'zod/mini'

export type GatewayResponse = { status: number; headers: Record<string, string | string[]>; body: string | Buffer }

/** API Gateway's own answers, as `{"message":"Unauthorized"}`. */
export const ownAnswer = (status: number, message: string, headers: Record<string, string> = {}): GatewayResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ message }),
})

export const internalError = () => ownAnswer(500, 'Internal Server Error')

const structuredResult = z.object({
  statusCode: z.int().check(z.gte(200), z.lte(599)),
  headers: z.nullish(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  cookies: z.nullish(z.array(z.string())),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
})

/** These describe a connection, which is API Gateway's, not the function's. */
const hopByHop = ['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade']

/**
 * Reads what a function returned, in format 2.0. Without a `statusCode` it is a 200 with the whole result as its JSON
 * body; with one that does not fit the format it is a 500.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function interpretResult(payload: string): GatewayResponse {
  const result: unknown = JSON.parse(payload)
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : payload
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const { success, data } = structuredResult.safeParse(result)
  if (!success || !sendable(data.headers ?? {}, data.cookies ?? [])) return internalError()
  return {
    status: data.statusCode,
    headers: responseHeaders(data.headers ?? {}, data.cookies ?? []),
    body: data.isBase64Encoded ? Buffer.from(data.body ?? '', 'base64') : (data.body ?? ''),
  }
}

function responseHeaders(given: Record<string, string | number | boolean>, cookies: string[]): Record<string, string | string[]> {
  const named = Object.entries(given).map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
  const { 'set-cookie': cookie, ...headers } = Object.fromEntries(named.filter(([name]) => !hopByHop.includes(name)))
  const all = cookie === undefined ? cookies : [cookie, ...cookies]
  return { 'content-type': 'text/plain; charset=utf-8', ...headers, ...(all.length > 0 && { 'set-cookie': all }) }
}

function sendable(headers: Record<string, string | number | boolean>, cookies: string[]): boolean {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name)
      validateHeaderValue(name, String(value))
    }
    for (const cookie of cookies) validateHeaderValue('set-cookie', cookie)
    return true
  } catch {
    return false
  }
}
