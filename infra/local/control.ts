import * as z from 'zod/mini'
import { CognitoError, TriggerRefusal } from './cognito/errors.ts'
import { type ControlOptions, controlRoutes } from './control-routes.ts'
import { fromElsewhere, json, type Request, type Response, type Served, serve } from './serve.ts'

export type { ControlOptions }

/** How people and tests move time, break services and wait: no part of what is deployed. */
export function startControl({ port, ...options }: ControlOptions & { port: number }): Promise<Served> {
  const routes = controlRoutes(options)
  return serve(port, async request => {
    const refusal = refusalOf(request)
    if (refusal) return refusal
    const route = routes[`${request.method} ${request.url.pathname}`]
    if (!route) return json(404, { message: 'No such route.', routes: Object.keys(routes) })
    try {
      return json(200, await route(bodyOf(request)))
    } catch (error) {
      return problemOf(error)
    }
  })
}

function refusalOf(request: Request): Response | null {
  if (fromElsewhere(request)) return json(403, { message: 'This server answers this machine only.' })
  const { body, headers } = request
  if (!body.length || /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return null
  return json(415, { message: 'Send application/json.' })
}

const bodyOf = ({ body }: Request): unknown => (body.length ? JSON.parse(String(body)) : {})

/** A call that the routes turn down. */
function problemOf(error: unknown): Response {
  if (error instanceof SyntaxError) return json(400, { message: 'The body is not JSON.' })
  if (error instanceof z.core.$ZodError) {
    const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return json(422, { message: errors.map(fault => [fault.path, fault.message].filter(Boolean).join(': ')).join('; '), errors })
  }
  if (error instanceof CognitoError) return json(403, { message: error instanceof TriggerRefusal ? error.reason : error.message })
  return json(500, error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) })
}
