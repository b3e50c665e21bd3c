import { type Queue, queues } from './routes/background.ts'
import type { Grant } from './routes/route.ts'

type QueueVariable = `${'QUEUE_URL' | 'SET_ASIDE_URL'}_${Uppercase<Queue>}`

/** What the deployment tells a function. Each variable comes with a grant, or with being a route. */
export type Variable =
  | 'TABLE_NAME'
  | 'USER_POOL_ID'
  | 'MAIL_FROM'
  | 'MAIL_CONFIGURATION_SET'
  | 'APP_URL'
  | 'BUS_NAME'
  | QueueVariable
  | 'SIGNING_KEY_ARN'
  | 'WEB_FOLDER'
  | 'ISSUER_URL'
  | 'USER_POOL_CLIENT_ID'
  | 'ACCOUNT_CLIENT_ID'
  | 'LOGIN_URL'
  | 'PRODUCT_URL'
  | 'STAGE'
  | 'IDENTITY_PROVIDERS'

const upper = <Name extends Queue>(name: Name) => name.toUpperCase() as Uppercase<Name> // which is what it does

/** Where a message goes for a consumer, and where the consumer sets aside what it can never handle. */
export const queueVariables = Object.fromEntries(
  queues.map(name => [name, { queue: `QUEUE_URL_${upper(name)}`, setAside: `SET_ASIDE_URL_${upper(name)}` }]),
) as Record<Queue, { queue: QueueVariable; setAside: QueueVariable }> // every queue is a key

/** `queues:send` is not here: it means all queues for the dispatcher, and the own dead-letter queue for a consumer. */
export const variablesOf: Record<Exclude<Grant, 'queues:send'>, Variable[]> = {
  'table:read': ['TABLE_NAME'],
  'table:write': ['TABLE_NAME'],
  'credentials:admin': ['USER_POOL_ID'],
  'sessions:read': ['USER_POOL_ID'],
  'sessions:end': ['USER_POOL_ID'],
  'credentials:link': ['USER_POOL_ID'],
  'passwords:reset': ['USER_POOL_CLIENT_ID'],
  'links:make': ['APP_URL'],
  'mail:send': ['MAIL_FROM', 'MAIL_CONFIGURATION_SET'],
  'mail:unsuppress': [],
  'events:publish': ['BUS_NAME'],
  'signing-key:read': ['SIGNING_KEY_ARN'],
  'pages:read': ['WEB_FOLDER', 'ACCOUNT_CLIENT_ID'],
  'providers:read': ['IDENTITY_PROVIDERS'],
}

/** What every route gets beside. */
export const routeVariables: Variable[] = ['STAGE', 'ISSUER_URL', 'USER_POOL_CLIENT_ID', 'LOGIN_URL', 'PRODUCT_URL']

export const variable = (name: Variable): string => {
  const value = process.env[name]
  if (value === undefined)
    throw new Error(`The environment variable ${name} is missing: this function was deployed without the grant it needs.`)
  return value
}

/** What an event tells instead of the environment: a user pool is made after the functions that it calls. */
export const learn = (name: Variable, value: string): void => {
  process.env[name] = value
}
