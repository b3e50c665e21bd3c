import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { routes } from '../../../shared/routes/index.ts'
import type { RouteSpec } from '../../../shared/routes/route.ts'
import { federated, plain, type Synthesized, synthesize } from './synthesized.ts'

const full = { alarmMail: 'oncall@example.com', corsOrigins: ['https://app.example.com'] }
const hash = ({ templates }: Synthesized) => createHash('sha256').update(JSON.stringify(templates)).digest('hex')

const sizes = ({ templates }: Synthesized) => Object.values(templates).map(({ Resources }) => Object.keys(Resources).length)

const places = ({ resources }: Synthesized) => resources.of('AWS::ApiGatewayV2::Route').map(({ path }) => path)

const imaginary = (count: number, path: (index: number) => RouteSpec['path']) =>
  Array.from({ length: count }, (_, index): RouteSpec => {
    const grants = ['table:read', 'table:write', 'credentials:admin', 'signing-key:read'] as const
    return {
      name: `imagined${index}`,
      method: 'GET',
      path: path(index),
      summary: 'Imagined.',
      permission: 'member',
      grants,
      response: { status: 204 },
      refusals: [],
    }
  })

test.for([
  ['as it is', plain],
  ['with identity providers', federated],
  ['with everything switched on', synthesize({ settings: full })],
  ['as it may be destroyed', synthesize({ settings: { keepData: false } })],
] as const)('cdk-nag and cloudformation-validate find nothing, not even a warning: %s', ([, { findings }]) =>
  expect(findings).toEqual([]),
)

test('the template is the same however often it is made', () => expect(hash(synthesize())).toBe(hash(plain)))

test('no account, region or secret stands in it', () => {
  expect(JSON.stringify(plain.templates)).not.toMatch(/\b\d{12}\b|(?:us|eu|ap)-(?:east|west|central|south)[a-z]*-\d/)
})

test.for<[string, (index: number) => RouteSpec['path']]>([
  [
    'about all things',
    index =>
      `/v1/orgs/{orgId}/${['users', 'roles', 'sites', 'invitations', 'audit-events'][index % 5] ?? 'users'}/imagined${index}`,
  ],
  ['about one thing', index => `/v1/orgs/{orgId}/users/imagined${index}`],
])('no stack comes near 500 resources with sixty routes more %s', ([, path]) => {
  expect(Math.max(...sizes(synthesize({ routes: [...routes, ...imaginary(60, path)] })))).toBeLessThan(450)
})

test('a further route moves no other', () => {
  const more = synthesize({ routes: [...imaginary(1, () => '/v1/orgs/{orgId}/imagined'), ...routes] })
  expect(places(more)).toEqual(expect.arrayContaining(places(plain)))
})

test('the outputs are those of the local stack, and the operators’ functions', () => {
  const [root] = Object.values(plain.templates)
  expect(Object.keys(root?.Outputs ?? {}).toSorted()).toEqual(
    [
      'ApiUrl',
      'UserPoolId',
      'UserPoolClientId',
      'AccountClientId',
      'CognitoEndpoint',
      'IssuerUrl',
      'TableName',
      'MailConfigurationSet',
      'BusName',
      'BusArn',
      'Region',
      'CreateOrganizationFunction',
      'InviteOwnerFunction',
      'SetSeatsFunction',
      'SetLimitsFunction',
      'ListOrganizationsFunction',
    ].toSorted(),
  )
})
