import type { IEventBus } from 'aws-cdk-lib/aws-events'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { routeVariables, type Variable, variablesOf } from '../shared/environment.ts'
import type { Mail } from './constructs/mail.ts'
import type { Queues } from './constructs/queues.ts'
import type { SignIn } from './constructs/sign-in.ts'
import type { RosterTable } from './constructs/table.ts'
import { type FunctionSpec, isBackground } from './function-files.ts'
import type { Stage } from './stage.ts'

/** All that a function can be told of and allowed to touch. Grants choose from it. */
export type Deployment = {
  stage: Stage
  apiUrl: string
  table: RosterTable
  signIn: SignIn
  signingKey: ISecret
  mail: Mail
  bus: IEventBus
  queues: Queues
  /** Where records of the stream that could not be dispatched are named. */
  streamFailures: IQueue
  scheduleFailures: IQueue
}

/** A function's environment: exactly the variables that come with its grants, and with being a route. */
export function environmentOf(spec: FunctionSpec, deployment: Deployment): Record<string, string> {
  const names = spec.grants.flatMap(grant => (grant === 'queues:send' ? queueVariablesOf(spec) : variablesOf[grant]))
  const values = valuesOf(spec, deployment)
  return Object.fromEntries([...names, ...(isBackground(spec) ? [] : routeVariables)].map(name => [name, values[name]()]))
}

/** A consumer sends only what it sets aside; every other sender is the dispatcher. */
const queueVariablesOf = (spec: FunctionSpec): Variable[] =>
  isBackground(spec) && spec.on.kind === 'queue'
    ? ['SET_ASIDE_QUEUE_URL']
    : ['QUEUE_URL_MAIL', 'QUEUE_URL_EVENTS', 'QUEUE_URL_CREDENTIALS']

const valuesOf = (spec: FunctionSpec, deployment: Deployment): Record<Variable, () => string> => ({
  STAGE: () => deployment.stage.name,
  APP_URL: () => deployment.apiUrl,
  PRODUCT_URL: () => deployment.stage.productUrl ?? `${deployment.apiUrl}/`,
  TABLE_NAME: () => deployment.table.tableName,
  USER_POOL_ID: () => deployment.signIn.pool.userPoolId,
  USER_POOL_CLIENT_ID: () => deployment.signIn.client.userPoolClientId,
  ISSUER_URL: () => deployment.signIn.issuer,
  LOGIN_URL: () => deployment.signIn.loginUrl,
  SIGNING_KEY_ARN: () => deployment.signingKey.secretArn,
  MAIL_FROM: () => deployment.stage.mailFrom,
  MAIL_CONFIGURATION_SET: () => deployment.mail.configurationSet.configurationSetName,
  BUS_NAME: () => deployment.bus.eventBusName,
  QUEUE_URL_MAIL: () => deployment.queues.live.mail.queueUrl,
  QUEUE_URL_EVENTS: () => deployment.queues.live.events.queueUrl,
  QUEUE_URL_CREDENTIALS: () => deployment.queues.live.credentials.queueUrl,
  SET_ASIDE_QUEUE_URL: () => ownDeadLetters(spec, deployment).queueUrl,
  WEB_FOLDER: () => '/var/task/web',
})

/** The dead-letter queue of the one queue that this function consumes. */
export function ownDeadLetters(spec: FunctionSpec, { queues }: Deployment): IQueue {
  if (!isBackground(spec) || spec.on.kind !== 'queue')
    throw new Error(`${spec.name} consumes no queue, so it has none to set messages aside in.`)
  return queues.deadLetters[spec.on.queue]
}
