import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { RouteSpec } from '../routes/route.ts'
import { type Answer, problemOf } from './problems.ts'
import { Unauthorized } from './tokens.ts'

const securityHeaders = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

type Value = { version?: unknown } | { text: string; headers?: Record<string, string> } | undefined

/** Turns what the handler gives, or throws, into API Gateway's answer. */
export const answers = (route: RouteSpec): MiddlewareObj<APIGatewayProxyEventV2> => ({
  after(request) {
    const value = request.response as Value // what an `act` of this shell returns
    request.response = finish(answerOf(route, value), request.event)
  },
  onError(request) {
    const { requestId } = request.event.requestContext
    request.response = finish(
      request.error instanceof Unauthorized ? unauthorized : problemOf(request.error, requestId),
      request.event,
    )
  },
})

function answerOf({ response }: RouteSpec, value: Value): Answer {
  if (response.type && value && 'text' in value) {
    return { statusCode: response.status, headers: { 'content-type': response.type, ...value.headers }, body: value.text }
  }
  if (!response.schema) return { statusCode: response.status, headers: {} }
  if (response.orEmpty && value === undefined) return { statusCode: 204, headers: {} }
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (value && 'version' in value && typeof value.version === 'number') headers.etag = etagOf(value.version)
  return { statusCode: response.status, headers, body: JSON.stringify(value) }
}

export const etagOf = (version: number) => `"${version}"`

/** API Gateway's own answer to a bad token, in its own shape. */
const unauthorized: Answer = {
  statusCode: 401,
  headers: { 'content-type': 'application/json', 'www-authenticate': 'Bearer' },
  body: JSON.stringify({ message: 'Unauthorized' }),
}

const finish = (answer: Answer, { requestContext }: APIGatewayProxyEventV2): Answer => ({
  ...answer,
  headers: { ...securityHeaders, 'x-request-id': requestContext.requestId, ...answer.headers },
})
