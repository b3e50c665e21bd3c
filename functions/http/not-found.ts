import { notFound } from '../../shared/domain/refusals.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { notFoundRoute } from '../../shared/routes/system.ts'

export const handler = endpoint(notFoundRoute, {}, () => {
  throw notFound()
})
