import type { IEventBus } from 'aws-cdk-lib/aws-events'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { queueVariables, routeVariables, type Variable, variablesOf } from '../shared/environment.ts'
import { type Queue as QueueName, queues as queueNames } from '../shared/routes/background.ts'
import type { Mail } from './constructs/mail.ts'
import type { Queues } from './constructs/queues.ts'
import type { SignIn } from './constructs/sign-in.ts'
import type { RosterTable } from './constructs/table.ts'
import { type FunctionSpec, isBackground } from './function-files.ts'
import { atWork } from './provider-faults.ts'
import type { Stage } from './stage.ts'

/** All that a function can be told of and allowed to touch. Grants choose from it. */
export type Deployment = {
  stage: Stage
  apiUrl: string
  domainTarget: string | undefined
  table: RosterTable
  signIn: SignIn
  signingKey: ISecret
  mail: Mail
  bus: IEventBus
  queues: Queues
  /** Where records of the stream that could not be dispatched are named. */
  streamFailures: IQueue
  scheduleFailures: IQueue
  /** What SES told of a mail and nobody could record. */
  mailFailures: IQueue
}

/** A function's environment: exactly the variables that come with its grants, and with being a route. */
export function environmentOf(spec: FunctionSpec, deployment: Deployment): Record<string, string> {
  const names = spec.grants.flatMap(grant => (grant === 'queues:send' ? sendingVariablesOf(spec) : variablesOf[grant]))
  const values = valuesOf(deployment)
  const told = [...names, ...(isBackground(spec) ? [] : routeVariables)].filter(
    name => !(isTrigger(spec) && name === 'USER_POOL_ID'),
  )
  return Object.fromEntries(told.map(name => [name, values[name]]))
}

/** The pool names its triggers' functions, so it can't stand in their environment: its events tell. */
const isTrigger = (spec: FunctionSpec) => isBackground(spec) && spec.on.kind === 'cognito'

/** A consumer sends only what it sets aside; every other sender is the dispatcher. */
const sendingVariablesOf = (spec: FunctionSpec): Variable[] =>
  isBackground(spec) && spec.on.kind === 'queue'
    ? [queueVariables[spec.on.queue].setAside]
    : Object.values(queueVariables).map(({ queue }) => queue)

const valuesOf = ({ stage, apiUrl, table, signIn, signingKey, mail, bus, queues }: Deployment): Record<Variable, string> => ({
  STAGE: stage.name,
  IDENTITY_PROVIDERS: JSON.stringify((stage.identityProviders ?? []).map(atWork)),
  APP_URL: apiUrl,
  PRODUCT_URL: stage.productUrl ?? `${apiUrl}/`,
  TABLE_NAME: table.tableName,
  USER_POOL_ID: signIn.pool.userPoolId,
  USER_POOL_CLIENT_ID: signIn.client.userPoolClientId,
  ACCOUNT_CLIENT_ID: signIn.accountClient.userPoolClientId,
  ISSUER_URL: signIn.issuer,
  LOGIN_URL: signIn.loginUrl,
  SIGNING_KEY_ARN: signingKey.secretArn,
  MAIL_FROM: stage.mailFrom,
  MAIL_CONFIGURATION_SET: mail.configurationSet.configurationSetName,
  BUS_NAME: bus.eventBusName,
  ...queueUrls(queues),
  WEB_FOLDER: '/var/task/web',
})

const queueUrls = ({ live, deadLetters }: Queues) =>
  Object.fromEntries(
    queueNames.flatMap(name => [
      [queueVariables[name].queue, live[name].queueUrl],
      [queueVariables[name].setAside, deadLetters[name].queueUrl],
    ]),
  ) as Record<(typeof queueVariables)[QueueName][keyof (typeof queueVariables)[QueueName]], string> // every queue's two variables
