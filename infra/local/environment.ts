import type { IdentityProvider } from '../../shared/domain/federation.ts'
import { queueVariables, type Variable } from '../../shared/environment.ts'
import { queues } from '../../shared/routes/background.ts'
import { deadLetterName, queueName } from './queue-definitions.ts'

export const mailFrom = 'roster@example.com'
export const configurationSet = 'roster'

type Parts = {
  tableName: string
  proxy: { url: string }
  aws: { url: string }
  mailbox: { url: string }
  cognito: { url: string; issuer: string; userPoolId: string; clientId: string; accountClientId: string }
  apiUrl: string
  web: string
  identityProviders: IdentityProvider[]
}

/** What the functions find in their environment: Roster's own variables, and where the AWS SDK finds each service. */
export function environmentOf({
  tableName,
  proxy,
  aws,
  mailbox,
  cognito,
  apiUrl,
  web,
  identityProviders,
}: Parts): Record<string, string> {
  const urlOf = (name: string) => `${aws.url}/000000000000/${name}`
  const queueUrls = queues.flatMap(queue => [
    [queueVariables[queue].queue, urlOf(queueName(queue))],
    [queueVariables[queue].setAside, urlOf(deadLetterName(queue))],
  ])
  const own: Partial<Record<Variable, string>> = {
    TABLE_NAME: tableName,
    USER_POOL_ID: cognito.userPoolId,
    USER_POOL_CLIENT_ID: cognito.clientId,
    ACCOUNT_CLIENT_ID: cognito.accountClientId,
    ISSUER_URL: cognito.issuer,
    LOGIN_URL: cognito.url,
    PRODUCT_URL: '',
    APP_URL: apiUrl,
    MAIL_FROM: mailFrom,
    MAIL_CONFIGURATION_SET: configurationSet,
    BUS_NAME: 'roster',
    SIGNING_KEY_ARN: 'roster-signing-key',
    WEB_FOLDER: web,
    STAGE: 'local',
    IDENTITY_PROVIDERS: JSON.stringify(identityProviders),
    ...Object.fromEntries(queueUrls),
  }
  return {
    ...own,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    AWS_ENDPOINT_URL_SQS: aws.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: aws.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: process.env.POWERTOOLS_LOG_LEVEL ?? 'ERROR',
  }
}
