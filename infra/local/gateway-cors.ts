import type { GatewayRequest } from './gateway-request.ts'
import type { GatewayResponse } from './gateway-result.ts'

const preflightHeaders = {
  'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
  'access-control-allow-headers': 'authorization,content-type,idempotency-key,if-match',
  'access-control-max-age': '3600',
}

const readableHeaders = 'etag,retry-after,x-request-id'

/**
 * The CORS setting of an HTTP API. API Gateway answers every preflight itself, whatever its path, and its headers
 * replace those of the function. A foreign origin gets the same answers without them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function openCors(origins: readonly string[] | undefined) {
  const allowOrigin = ({ headers: { origin } }: GatewayRequest): Record<string, string> | null =>
    origin && (origins?.includes('*') || origins?.includes(origin)) ? { 'access-control-allow-origin': origin } : null
  return {
    preflight(request: GatewayRequest): GatewayResponse | null {
      const asks = request.method === 'OPTIONS' && request.headers.origin && request.headers['access-control-request-method']
      if (!origins || !asks) return null
      const origin = allowOrigin(request)
      return { status: 204, headers: origin ? { ...origin, ...preflightHeaders } : {}, body: '' }
    },
    decorate(request: GatewayRequest, response: GatewayResponse): GatewayResponse {
      if (!origins) return response
      const others = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'))
      const origin = allowOrigin(request)
      return {
        ...response,
        headers: {
          ...Object.fromEntries(others),
          ...(origin && { ...origin, 'access-control-expose-headers': readableHeaders }),
        },
      }
    },
  }
}
