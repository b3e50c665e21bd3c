import { randomBytes } from 'node:crypto'
import type {
  APIGatewayEventRequestContextJWTAuthorizer,
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithRequestContext,
} from 'aws-lambda'
import type { GatewayRequest } from './gateway-request.ts'

/** What a function gets; `authorizer` only on routes behind the JWT authorizer. */
export type GatewayEvent = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & { authorizer?: APIGatewayEventRequestContextJWTAuthorizer }
>

export type EventParts = {
  routeKey: string
  params: Record<string, string>
  body: Buffer
  requestId: string
  /** Milliseconds since the epoch. */
  at: number
  authorizer?: APIGatewayEventRequestContextJWTAuthorizer
}

const accountId = '000000000000'
const apiId = 'local'

/** Looks like API Gateway's own, such as `JKJaXmPLvHcESHA=`. */
export const newRequestId = () => `${randomBytes(11).toString('base64url')}=`

/**
 * Payload format 2.0; fields without content are absent, not null.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function buildEvent(request: GatewayRequest, parts: EventParts): GatewayEvent {
  const { routeKey, params, body } = parts
  const binary = body.length > 0 && !isText(request.headers['content-type'])
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(request.cookies.length > 0 && { cookies: request.cookies }),
    headers: { 'content-length': String(body.length), ...request.headers, ...forwarded(request) },
    ...(request.query !== '' && { queryStringParameters: joinQuery(request.query) }),
    requestContext: requestContext(request, parts),
    ...(Object.keys(params).length > 0 && { pathParameters: params }),
    ...(body.length > 0 && { body: body.toString(binary ? 'base64' : 'utf8') }),
    isBase64Encoded: binary,
  }
}

function requestContext(
  request: GatewayRequest,
  { routeKey, requestId, at, authorizer }: EventParts,
): GatewayEvent['requestContext'] {
  return {
    accountId,
    apiId,
    ...(authorizer && { authorizer }),
    domainName: `${apiId}.execute-api.localhost`,
    domainPrefix: apiId,
    http: {
      method: request.method,
      path: request.path,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey,
    stage: '$default',
    time: accessLogTime(at),
    timeEpoch: at,
  }
}

/** The documentation does not list the text types; these were measured (ministackorg/ministack#766). No type at all is binary. */
function isText(contentType = ''): boolean {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return type.startsWith('text/') || ['application/json', 'application/xml', 'application/javascript'].includes(type)
}

/** API Gateway appends to what the client claims, so only the last address can be trusted. */
function forwarded({ headers, sourceIp }: GatewayRequest): Record<string, string> {
  const claimed = headers['x-forwarded-for']
  return {
    'x-amzn-trace-id': `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`,
    'x-forwarded-for': claimed ? `${claimed}, ${sourceIp}` : sourceIp,
    'x-forwarded-proto': 'http',
  }
}

function joinQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name)
    joined.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(joined)
}

/** As `12/Mar/2020:19:03:58 +0000`. */
function accessLogTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}
