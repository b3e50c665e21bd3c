import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod/mini'
import type { Origin } from '../data/events.ts'
import { type IdPrefix, isId } from '../data/ids.ts'
import { type FieldFault, invalid, notFound, Refusal } from '../domain/refusals.ts'
import type { ParamsOf, RouteSpec } from '../routes/route.ts'
import { faultsOf, inWords } from './problems.ts'

export type QueryOf<Route extends RouteSpec> = Route['query'] extends z.ZodMiniType
  ? z.output<Route['query']>
  : Record<never, never>
export type BodyOf<Route extends RouteSpec> = Route['body'] extends z.ZodMiniType ? z.output<Route['body']> : Record<never, never>

export type ParsedRequest<Route extends RouteSpec> = {
  params: ParamsOf<Route['path']>
  query: QueryOf<Route>
  body: BodyOf<Route>
  ifMatch: string | null
  idempotencyKey: string | null
  origin: Origin
}

export const MAX_BODY_BYTES = 65_536

const nothing = z.strictObject({})
const prefixes: Record<string, IdPrefix> = {
  orgId: 'org',
  userId: 'usr',
  invitationId: 'inv',
  roleId: 'rol',
  siteId: 'ste',
  sessionId: 'ses',
}

/** Path parameters. An id that no id can look like names nothing: 404, as for one that never existed. */
export function paramsOf(event: APIGatewayProxyEventV2): Record<string, string> {
  const params = Object.entries(event.pathParameters ?? {}).map(([name, value = '']): [string, string] => [name, value])
  for (const [name, value] of params) {
    const prefix = prefixes[name]
    if (prefix && !isId(prefix, value)) throw notFound()
  }
  return Object.fromEntries(params)
}

/** Everything else of the request, or a refusal that names every fault. */
export function parseRequest<Route extends RouteSpec>(route: Route, event: APIGatewayProxyEventV2): ParsedRequest<Route> {
  const path = route.params?.safeParse(event.pathParameters ?? {}, inWords)
  const query = (route.query ?? nothing).safeParse(event.queryStringParameters ?? {}, inWords)
  const body = (route.body ?? nothing).safeParse(bodyOf(route, event), inWords)
  const faults = [
    ...(path?.error ? faultsOf(path.error, 'path') : []),
    ...(query.success ? [] : faultsOf(query.error, 'query')),
    ...(body.success ? [] : faultsOf(body.error)),
    ...headerFaults(event),
  ]
  if (!query.success || !body.success || faults.length > 0) throw invalid(...faults)
  return {
    params: paramsOf(event) as ParamsOf<Route['path']>, // API Gateway gives what the path of the route declares
    query: query.data as QueryOf<Route>, // the schema is the route's own
    body: body.data as BodyOf<Route>, // likewise
    ifMatch: event.headers['if-match'] ?? null,
    idempotencyKey: (route.idempotent && event.headers['idempotency-key']) || null,
    origin: originOf(event),
  }
}

export const originOf = ({ requestContext }: APIGatewayProxyEventV2): Origin => ({
  ip: requestContext.http.sourceIp,
  userAgent: requestContext.http.userAgent?.slice(0, 300) ?? null,
  requestId: requestContext.requestId,
})

function headerFaults({ headers }: APIGatewayProxyEventV2): FieldFault[] {
  const key = headers['idempotency-key']
  return key === undefined || /^[!-~]{1,255}$/.test(key)
    ? []
    : [{ path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }]
}

function bodyOf(route: RouteSpec, event: APIGatewayProxyEventV2): unknown {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > MAX_BODY_BYTES)
    throw new Refusal('payload_too_large', `The body has ${bytes.length} bytes; at most ${MAX_BODY_BYTES} are taken.`)
  if (!route.body && (bytes.length === 0 || route.method === 'GET' || route.method === 'DELETE')) return {}
  if (bytes.length === 0 && route.body?.safeParse(undefined).success) return undefined
  if (!/^application\/json\s*(;|$)/i.test(event.headers['content-type'] ?? '')) {
    throw new Refusal('unsupported_media_type', 'Send JSON, with the header content-type: application/json.')
  }
  return parseJson(bytes)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), whole)
  } catch (error) {
    throw new Refusal(
      'malformed_json',
      `The body is not valid JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}.`,
    )
  }
}

/** Half a character (a lone surrogate) has no UTF-8 form: neither DynamoDB nor Cognito would take it. */
function whole(name: string, value: unknown): unknown {
  if (name.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())) return value
  throw new Error(`${JSON.stringify(name)} has half a character`)
}
