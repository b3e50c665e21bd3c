import { json, type Response } from './serve.ts'

const model = 'com.amazonaws.dynamodb.v20120810#'

const messages: Record<string, string> = {
  ProvisionedThroughputExceededException: 'The level of configured provisioned throughput for the table was exceeded.',
  RequestLimitExceeded: 'Throughput exceeds the current throughput limit for your account.',
  ThrottlingException: 'Rate of requests exceeds the allowed throughput.',
  InternalServerError: 'Internal server error',
  TransactionInProgressException: 'The transaction with the given request token is already in progress.',
  ServiceUnavailable: 'Service Unavailable. Please try again later.',
}

const statuses: Record<string, number> = { InternalServerError: 500, ServiceUnavailable: 503 }

/**
 * The answer with which DynamoDB fails.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @param error an error's name there, or `TransactionConflict`, which DynamoDB tells in two ways
 */
export function dynamoDbFailure(error: string, operation: string, body: Buffer): Response {
  if (error === 'TransactionConflict') return conflict(operation, body)
  return shaped(error, statuses[error] ?? 400, { message: messages[error] ?? `${error}, injected` })
}

/** A transaction is cancelled with one reason for each of its items; any other call is told by an exception of its own. */
function conflict(operation: string, body: Buffer) {
  const message = 'Transaction is ongoing for the item'
  if (!operation.startsWith('Transact')) return shaped('TransactionConflictException', 400, { message })
  const { TransactItems: items }: { TransactItems: unknown[] } = JSON.parse(String(body))
  const reasons = items.map(() => ({ Code: 'TransactionConflict', Message: message }))
  const codes = reasons.map(reason => reason.Code).join(', ')
  const told = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
  return shaped('TransactionCanceledException', 400, { Message: told, CancellationReasons: reasons })
}

const shaped = (name: string, status: number, rest: object): Response =>
  json(status, { __type: `${model}${name}`, ...rest }, { 'content-type': 'application/x-amz-json-1.0' })
