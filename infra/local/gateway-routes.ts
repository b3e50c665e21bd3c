export type GatewayRoute = {
  /** The function's name. */
  name: string
  method: string
  /** As `/v1/orgs/{orgId}`. */
  path: string
  auth: 'jwt' | 'none'
}

export type RouteMatch = { route: GatewayRoute; params: Record<string, string> }

type Compiled = { route: GatewayRoute; segments: string[] }

/**
 * API Gateway's choice of a route: the most specific path whose method matches, or null for `$default`.
 * Method and path match exactly: HEAD is not GET, and `/v1/me/` is not `/v1/me`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function compileRoutes(routes: readonly GatewayRoute[]): (method: string, path: string) => RouteMatch | null {
  const compiled = routes.map(route => ({ route, segments: split(route.path) })).toSorted(bySpecificity)
  return (method, path) => {
    const segments = split(path)
    for (const candidate of compiled) {
      const params = candidate.route.method === method ? match(candidate.segments, segments) : null
      if (params) return { route: candidate.route, params }
    }
    return null
  }
}

const split = (path: string) => path.split('/').slice(1)

const variable = (segment: string) => (segment.startsWith('{') && segment.endsWith('}') ? segment.slice(1, -1) : null)

function bySpecificity(one: Compiled, other: Compiled): number {
  const difference = one.segments.findIndex(
    (segment, at) => (variable(segment) === null) !== (variable(other.segments[at] ?? '') === null),
  )
  if (difference < 0) return 0
  return variable(one.segments[difference] ?? '') === null ? -1 : 1
}

function match(template: string[], actual: string[]): Record<string, string> | null {
  if (template.length !== actual.length) return null
  const params: [string, string][] = []
  for (const [at, segment] of template.entries()) {
    const value = actual[at] ?? ''
    const name = variable(segment)
    if (name === null ? segment !== value : value === '') return null
    if (name !== null) params.push([name, value])
  }
  return Object.fromEntries(params)
}
