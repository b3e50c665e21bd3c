import { describe, expect, test } from 'vitest'
import { routes } from '../../../shared/routes/index.ts'
import { deployedFunctions } from './deployed.ts'
import { type Resource, text } from './resources.ts'
import { federated } from './synthesized.ts'

const { resources } = federated
const deployedRoutes = resources.of('AWS::ApiGatewayV2::Route')

const routeOf = (key: string): Resource => {
  const [found, ...others] = deployedRoutes.filter(({ properties }) => properties.RouteKey === key)
  if (!found || others.length > 0) throw new Error(`${key} was deployed ${others.length + (found ? 1 : 0)} times.`)
  return found
}

const functionBehind = ({ properties }: Resource) =>
  resources.at(text(properties.Target).replace('integrations/', '')).properties.IntegrationUri

describe('a route leads to its own function, behind the authorizer unless it is public', () => {
  test.for(routes.map(route => [`${route.method} ${route.path}`, route] as const))('%s', ([key, { permission }]) => {
    const route = routeOf(key)
    const behind = resources.at(text(functionBehind(route)).replace(/\.Arn$/, ''))
    expect(behind.properties.Description).toBe(key)
    expect(route.properties.AuthorizationType).toBe(permission === 'public' ? 'NONE' : 'JWT')
    expect(route.properties.AuthorizerId).toBe(permission === 'public' ? undefined : 'Api/Http/SignedIn')
  })
})

test('every other method and path is answered by notFound', () => {
  expect(functionBehind(routeOf('$default'))).toBe('GeneralRoutes/NotFound/Function.Arn')
})

test('there is no other route, and no function that nothing declares', () => {
  expect(deployedRoutes).toHaveLength(routes.length + 1)
  expect(resources.of('AWS::Lambda::Function')).toHaveLength(deployedFunctions(resources).length)
})

test('each function can be called by its own route only', () => {
  const allowed = resources
    .of('AWS::Lambda::Permission')
    .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com')
  expect(allowed).toHaveLength(deployedRoutes.length)
  for (const { properties } of allowed)
    expect(properties.SourceArn).toMatch(/^arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:Api\/Http\/\*\/\*/)
})

test('tokens of this pool and this client are taken, and no others', () => {
  expect(resources.one('AWS::ApiGatewayV2::Authorizer').properties).toMatchObject({
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'SignIn/Pool.ProviderURL', Audience: ['SignIn/Client'] },
  })
})
