import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { type Conditions, expressionsOf, type Item, type Update } from './expressions.ts'
import { backoff, isPassing, unavailable } from './failures.ts'
import type { Key } from './keys.ts'

/** Sets, adds to and removes attributes of one item. */
export type Change = Extract<Write, { change: Key }>

/** One change of one item. When `if` does not hold, `otherwise` says what that means, given the item as it is. */
export type Write = ({ put: Item } | ({ change: Key } & Update) | { delete: Key } | { check: Key }) & {
  if?: Conditions
  otherwise?: (current: Item | undefined) => Error
}

const tries = 6

/** AWS retries a transaction's conflicts nowhere for you. A refusal goes before a conflict: trying again would not help. */
export async function transactWrites(client: DynamoDBDocumentClient, table: string, writes: Write[]): Promise<void> {
  const TransactItems = writes.map(write => itemOf(table, write))
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems }))
      return
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw isPassing(error) ? unavailable('The database') : error
      const refused = refusalOf(error, writes)
      if (refused) throw refused
      await backoff(attempt)
    }
  }
  throw unavailable('The database')
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

function itemOf(TableName: string, write: Write): TransactItem {
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD' as const // so that `otherwise` can say which part did not hold
  const shared = { TableName, ReturnValuesOnConditionCheckFailure }
  if ('put' in write) return { Put: { ...shared, Item: write.put, ...expressionsOf(write.if) } }
  if ('delete' in write) return { Delete: { ...shared, Key: write.delete, ...expressionsOf(write.if) } }
  if ('check' in write)
    return { ConditionCheck: { ...shared, Key: write.check, ConditionExpression: '', ...expressionsOf(write.if) } }
  return { Update: { ...shared, Key: write.change, UpdateExpression: '', ...expressionsOf(write.if, write) } }
}

const conflicts = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded', 'None', undefined])

function refusalOf(cancelled: TransactionCanceledException, writes: Write[]): Error | null {
  const reasons = cancelled.CancellationReasons ?? []
  const index = reasons.findIndex(reason => reason.Code === 'ConditionalCheckFailed')
  const [write, reason] = [writes[index], reasons[index]]
  if (write?.otherwise) return write.otherwise(reason?.Item && (unmarshall(reason.Item) as Item)) // as the table holds it
  return reasons.every(({ Code }) => conflicts.has(Code)) && reasons.length > 0 ? null : cancelled
}

/** A transaction under way on the item stands in the way of a single change, too. */
export async function updateOne(
  client: DynamoDBDocumentClient,
  TableName: string,
  { change: Key, if: when, otherwise, ...changes }: Change,
) {
  const input = { TableName, Key, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const, ...expressionsOf(when, changes) }
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      await client.send(new UpdateCommand(input))
      return
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && otherwise)
        throw otherwise(error.Item && (unmarshall(error.Item) as Item)) // as the table holds it
      if (!(error instanceof TransactionConflictException)) throw isPassing(error) ? unavailable('The database') : error
      await backoff(attempt)
    }
  }
  throw unavailable('The database')
}
