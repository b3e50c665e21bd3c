import { Logger } from '@aws-lambda-powertools/logger'

/** Structured lines for CloudWatch: ids and codes, never an email, a name or a token. */
export const logger = new Logger({ serviceName: 'roster' })
