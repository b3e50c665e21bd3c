import type { Queue } from './routes/background.ts'
import type { Grant } from './routes/route.ts'

/** What the deployment tells a function. Each variable comes with a grant, or with being a route. */
export type Variable =
  | 'TABLE_NAME'
  | 'USER_POOL_ID'
  | 'MAIL_FROM'
  | 'MAIL_CONFIGURATION_SET'
  | 'APP_URL'
  | 'BUS_NAME'
  | 'QUEUE_URL_MAIL'
  | 'QUEUE_URL_EVENTS'
  | 'QUEUE_URL_CREDENTIALS'
  | 'SET_ASIDE_URL_MAIL'
  | 'SET_ASIDE_URL_EVENTS'
  | 'SET_ASIDE_URL_CREDENTIALS'
  | 'SIGNING_KEY_ARN'
  | 'WEB_FOLDER'
  | 'ISSUER_URL'
  | 'USER_POOL_CLIENT_ID'
  | 'LOGIN_URL'
  | 'PRODUCT_URL'
  | 'STAGE'

/** Where a message goes for a consumer, and where the consumer sets aside what it can never handle. */
export const queueVariables: Record<Queue, { queue: Variable; setAside: Variable }> = {
  mail: { queue: 'QUEUE_URL_MAIL', setAside: 'SET_ASIDE_URL_MAIL' },
  events: { queue: 'QUEUE_URL_EVENTS', setAside: 'SET_ASIDE_URL_EVENTS' },
  credentials: { queue: 'QUEUE_URL_CREDENTIALS', setAside: 'SET_ASIDE_URL_CREDENTIALS' },
}

/** `queues:send` is not here: it means all queues for the dispatcher, and the own dead-letter queue for a consumer. */
export const variablesOf: Record<Exclude<Grant, 'queues:send'>, Variable[]> = {
  'table:read': ['TABLE_NAME'],
  'table:write': ['TABLE_NAME'],
  'credentials:admin': ['USER_POOL_ID'],
  'mail:send': ['MAIL_FROM', 'MAIL_CONFIGURATION_SET', 'APP_URL'],
  'events:publish': ['BUS_NAME'],
  'signing-key:read': ['SIGNING_KEY_ARN'],
  'pages:read': ['WEB_FOLDER'],
}

/** What every route gets beside. */
export const routeVariables: Variable[] = ['STAGE', 'ISSUER_URL', 'USER_POOL_CLIENT_ID', 'LOGIN_URL', 'PRODUCT_URL']

export const variable = (name: Variable): string => {
  const value = process.env[name]
  if (value === undefined)
    throw new Error(`The environment variable ${name} is missing: this function was deployed without the grant it needs.`)
  return value
}
