import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { refusals } from '../domain/refusals.ts'
import { logger } from '../logger.ts'
import { countOne } from '../metrics.ts'
import type { RouteSpec } from '../routes/route.ts'
import { refusalOf } from './problems.ts'
import { claimsOf, Unauthorized } from './tokens.ts'

/** One line per request: who asked what of which organization, and what came of it. Never a token, an email or a query. */
export const observed = (
  route: RouteSpec,
): MiddlewareObj<APIGatewayProxyEventV2, unknown, Error, Context, { startedAt: number }> => ({
  before(request) {
    request.internal.startedAt = Date.now()
  },
  after(request) {
    logger.info('answered', facts(route, request.event, request.internal.startedAt))
  },
  onError(request) {
    const { event, error } = request
    const code = error instanceof Unauthorized ? 'unauthorized' : refusalOf(error).code
    const told = { ...facts(route, event, request.internal.startedAt), code }
    const status = code === 'unauthorized' ? 401 : refusals[code].status
    if (status >= 500) countOne(status === 500 ? 'Failed' : 'Unavailable', route.name)
    if (status === 500) logger.error('failed', { ...told, error: error ?? undefined })
    else logger.info('refused', told)
  },
})

function facts(route: RouteSpec, event: APIGatewayProxyEventV2, startedAt: number) {
  const actor = route.permission === 'public' ? undefined : claimsOf(event).username
  return {
    route: route.name,
    requestId: event.requestContext.requestId,
    orgId: event.pathParameters?.orgId,
    actorId: typeof actor === 'string' ? actor : undefined,
    milliseconds: Date.now() - startedAt,
  }
}
