import { describe, expect, test } from 'vitest'
import { allFunctions, isBackground } from '../../../infra/function-files.ts'
import type { Grant } from '../../../shared/routes/route.ts'
import { deployed, deployedFunctions, rightsOf } from './deployed.ts'
import { federated } from './synthesized.ts'

const { resources } = federated

const every = (actions: string[], places: string[], condition = '') =>
  actions.flatMap(action => places.map(place => `${action} on ${place}${condition}`))

const table = 'Data/Table.Arn'
const indexes = ['byName', 'byEmail', 'byCreation', 'byLastSignIn', 'byCell'].map(name => `${table}/index/${name}`)
const ses = (resource: string) => `arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:${resource}`

/** What each grant should mean, written apart from `infra/grants.ts`. */
const meaning: Record<Exclude<Grant, 'queues:send'>, string[]> = {
  'table:read': every(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'], [table, ...indexes]),
  'table:write': every(
    ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    [table],
  ),
  'credentials:admin': every(
    [
      'CreateUser',
      'SetUserPassword',
      'SetUserMFAPreference',
      'GetUser',
      'DeleteUser',
      'DisableUser',
      'EnableUser',
      'UpdateUserAttributes',
      'UserGlobalSignOut',
    ].map(call => `cognito-idp:Admin${call}`),
    ['SignIn/Pool.Arn'],
  ),
  'sessions:read': ['cognito-idp:AdminListUserSessions on SignIn/Pool.Arn'],
  'sessions:end': ['cognito-idp:AdminRevokeUserSession on SignIn/Pool.Arn'],
  'credentials:link': ['cognito-idp:AdminLinkProviderForUser on SignIn/Pool.Arn'],
  'passwords:reset': [],
  'links:make': [],
  'mail:send': every(
    ['ses:SendEmail'],
    [ses('identity/example.com'), ses('configuration-set/Mail/ConfigurationSet')],
    ' if {"StringEquals":{"ses:FromAddress":"roster@example.com"}}',
  ),
  'mail:unsuppress': every(['ses:GetSuppressedDestination', 'ses:DeleteSuppressedDestination'], ['*']),
  'events:publish': ['events:PutEvents on Bus.Arn'],
  'signing-key:read': ['secretsmanager:GetSecretValue on SigningKey/Secret'],
  'pages:read': [],
  'providers:read': [],
}

const ofQueue = (name: string) => [
  ...every(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [`Queues/${name}.Arn`]),
  `sqs:SendMessage on Queues/${name}DeadLetters.Arn`,
]

/** Beside their other grants: what they read from, and where they may send. */
const bySource: Record<string, string[]> = {
  dispatch: [
    ...every(
      ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(call => `dynamodb:${call}`),
      ['Data/Table.StreamArn'],
    ),
    ...['Mail', 'Events', 'Credentials', 'Words', 'Transfers', 'Withdrawals'].map(
      name => `sqs:SendMessage on Queues/${name}.Arn`,
    ),
    'sqs:SendMessage on StreamFailures.Arn',
  ],
  sendMail: ofQueue('Mail'),
  publishEvents: ofQueue('Events'),
  syncCredentials: ofQueue('Credentials'),
  indexWords: ofQueue('Words'),
  transferResources: ofQueue('Transfers'),
  withdrawGone: ofQueue('Withdrawals'),
  expireInvitations: ['sqs:SendMessage on ScheduleFailures.Arn'],
  recordDelivery: ['sqs:SendMessage on MailFailures.Arn'],
}

const watching = (path: string) => [
  ...every(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${path.replace(/Function$/, 'Logs')}.Arn`]),
  ...every(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
]

describe('a function may do what its declaration says, and nothing else', () => {
  test.for(allFunctions.map(spec => [spec.name, spec] as const))('%s', ([name, spec]) => {
    const found = deployed(resources, spec)
    const declared = spec.grants.flatMap(grant => (grant === 'queues:send' ? [] : meaning[grant]))
    const expected = [...watching(found.function.path), ...declared, ...(isBackground(spec) ? (bySource[name] ?? []) : [])]
    expect(found.may).toEqual(expected.toSorted())
  })
})

test('only tracing has a resource that is not named, and the one function that takes an address off the account’s suppression list', () => {
  const tracing = ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *']
  const lifting = meaning['mail:unsuppress']
  for (const { spec, may } of deployedFunctions(resources)) {
    const open = may.filter(right => /\*/.test(right))
    expect(open.toSorted(), spec.name).toEqual([...tracing, ...(spec.name === 'sendMail' ? lifting : [])].toSorted())
  }
})

test('the scheduler may start its function and set aside what it could not start', () => {
  const role = resources.at('ExpireInvitations/ScheduleRole')
  expect(rightsOf(role, resources)).toEqual([
    'lambda:InvokeFunction on ExpireInvitations/Function.Arn',
    'sqs:SendMessage on ScheduleFailures.Arn',
  ])
})

test('there is no other role', () => {
  expect(resources.of('AWS::IAM::Role')).toHaveLength(allFunctions.length + 1)
  // The pool names its triggers' functions: what they may do to it can only be said after it.
  const after = resources.of('AWS::IAM::Policy').map(({ path }) => path)
  expect(after.toSorted()).toEqual(['InboundFederation/PoolGrants', 'PreSignUp/PoolGrants'])
})
