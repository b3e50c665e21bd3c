import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { BackgroundSpec } from '../shared/routes/background.ts'
import type { Grant } from '../shared/routes/route.ts'
import type { Deployment } from './deployment.ts'
import { type FunctionSpec, isBackground } from './function-files.ts'

const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) =>
  new PolicyStatement({ actions, resources, conditions })

type Meaning = (deployment: Deployment, spec: FunctionSpec) => PolicyStatement[]

/** What a grant means to IAM. No other file names an IAM action for one of our functions. */
const meanings: Record<Grant, Meaning> = {
  'table:read': ({ table }) => [
    allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], [table.tableArn, ...table.indexArns]),
  ],
  'table:write': ({ table }) => [
    allow(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'], [table.tableArn]),
  ],
  'credentials:admin': ({ signIn }) => [
    allow(
      [
        'cognito-idp:AdminCreateUser',
        'cognito-idp:AdminSetUserPassword',
        'cognito-idp:AdminSetUserMFAPreference',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminDeleteUser',
        'cognito-idp:AdminDisableUser',
        'cognito-idp:AdminEnableUser',
        'cognito-idp:AdminUpdateUserAttributes',
        'cognito-idp:AdminUserGlobalSignOut',
      ],
      [signIn.pool.userPoolArn],
    ),
  ],
  'sessions:read': ({ signIn }) => [allow(['cognito-idp:AdminListUserSessions'], [signIn.pool.userPoolArn])],
  'sessions:end': ({ signIn }) => [allow(['cognito-idp:AdminRevokeUserSession'], [signIn.pool.userPoolArn])],
  'credentials:link': ({ signIn }) => [allow(['cognito-idp:AdminLinkProviderForUser'], [signIn.pool.userPoolArn])],
  // The two calls that a mailed code needs are open to everybody: IAM has no word for them.
  'passwords:reset': () => [],
  'links:make': () => [],
  'mail:send': ({ mail, stage }) => [
    allow(['ses:SendEmail'], [mail.identityArn, mail.configurationSetArn], {
      StringEquals: { 'ses:FromAddress': stage.mailFrom },
    }),
  ],
  // The account has one list, which no ARN names.
  'mail:unsuppress': () => [allow(['ses:GetSuppressedDestination', 'ses:DeleteSuppressedDestination'], ['*'])],
  'events:publish': ({ bus }) => [allow(['events:PutEvents'], [bus.eventBusArn])],
  'queues:send': (deployment, spec) => [allow(['sqs:SendMessage'], sentTo(deployment, spec))],
  'signing-key:read': ({ signingKey }) => [allow(['secretsmanager:GetSecretValue'], [signingKey.secretArn])],
  'pages:read': () => [],
  'providers:read': () => [],
}

const sentTo = (deployment: Deployment, spec: FunctionSpec): string[] =>
  isBackground(spec) && spec.on.kind === 'queue'
    ? [deployment.queues.deadLetters[spec.on.queue].queueArn]
    : Object.values(deployment.queues.live).map(queue => queue.queueArn)

/** What Lambda does in the function's name around each run: read its source, name what failed. */
function triggerStatements(
  { on }: BackgroundSpec,
  { table, queues, streamFailures, scheduleFailures, mailFailures }: Deployment,
): PolicyStatement[] {
  switch (on.kind) {
    case 'stream': {
      const read = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams']
      return [allow(read, [table.streamArn]), allow(['sqs:SendMessage'], [streamFailures.queueArn])]
    }
    case 'queue':
      return [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queues.live[on.queue].queueArn])]
    case 'schedule':
      return [allow(['sqs:SendMessage'], [scheduleFailures.queueArn])]
    case 'ses':
      return [allow(['sqs:SendMessage'], [mailFailures.queueArn])]
    default:
      return []
  }
}

/** All that a function's role may do: what it declares, and what every function needs to be watched. */
export const statementsOf = (spec: FunctionSpec, deployment: Deployment, logGroup: ILogGroup): PolicyStatement[] => [
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
  ...spec.grants.flatMap(grant => meanings[grant](deployment, spec)),
  ...(isBackground(spec) ? triggerStatements(spec, deployment) : []),
]

/** What EventBridge Scheduler may do to start a function and to keep an event that it could not deliver. */
export const schedulerStatements = (functionArn: string, failuresArn: string): PolicyStatement[] => [
  allow(['lambda:InvokeFunction'], [functionArn]),
  allow(['sqs:SendMessage'], [failuresArn]),
]
