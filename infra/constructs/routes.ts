import { NestedStack, Validations } from 'aws-cdk-lib'
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Construct } from 'constructs'
import { notFoundRoute } from '../../shared/routes/index.ts'
import type { RouteSpec } from '../../shared/routes/route.ts'
import type { Bundles } from '../bundle.ts'
import type { Deployment } from '../deployment.ts'
import { pascal } from '../function-files.ts'
import { RosterFunction } from './function.ts'

/**
 * What a path speaks of chooses the nested stack of its route, since one stack holds 500 resources and a route takes six. It must
 * depend on nothing else: a route that changes its stack can't be deployed, the new one being made before the old one is gone.
 */
const areas = ['users', 'invitations', 'roles', 'sites', 'me'] as const

export function areaOf({ path }: Pick<RouteSpec, 'path'>): string {
  const words = path.split(/[/.]/)
  return areas.find(area => words.includes(area)) ?? 'general'
}

type Props = { http: HttpApi; deployment: Deployment; bundles: Bundles }
type Guarded = Props & { authorizer: IHttpRouteAuthorizer }

/** A nested stack for each area, and one authorizer for all of them. */
export function serveRoutes(scope: Construct, routes: readonly RouteSpec[], props: Props): NestedStack[] {
  const { issuer, client } = props.deployment.signIn
  const authorizer = new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [client.userPoolClientId] })
  const byArea = Map.groupBy([...routes, notFoundRoute], areaOf)
  return [...byArea].map(([area, ofArea]) => new RouteStack(scope, `${pascal(area)}Routes`, ofArea, { ...props, authorizer }))
}

/** The routes of one area, a function each. */
class RouteStack extends NestedStack {
  constructor(scope: Construct, id: string, routes: readonly RouteSpec[], props: Guarded) {
    super(scope, id)
    for (const spec of routes) this.add(spec, props)
  }

  private add(spec: RouteSpec, { http, authorizer, deployment, bundles }: Guarded): void {
    const { lambda } = new RosterFunction(this, pascal(spec.name), { spec, deployment, bundles })
    const routeKey = spec === notFoundRoute ? HttpRouteKey.DEFAULT : HttpRouteKey.with(spec.path, HttpMethod[spec.method])
    const isPublic = spec.permission === 'public'
    // Named by its key, so that a renamed handler changes the route in place: API Gateway takes no key twice.
    const route = new HttpRoute(this, routeKey.key, {
      httpApi: http,
      routeKey,
      integration: new HttpLambdaIntegration('Integration', lambda),
      authorizer: isPublic ? undefined : authorizer,
    })
    if (!isPublic) return
    Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: `Declared public in shared/routes: ${spec.summary}` })
  }
}
