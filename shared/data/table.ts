import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { type Conditions, expressionsOf, type Item, type Update } from './expressions.ts'
import { backoff, isPassing, unavailable } from './failures.ts'
import { type IndexName, indexes } from './indexes.ts'
import type { Key } from './keys.ts'

/** A key together with what its item means: reading one gives a `T`. */
export type Place<T> = { key: Key; from(item: Item | undefined): T }
/** Places by name, singly, in lists, or in groups of their own. */
export type Places = { [name: string]: Place<unknown> | Place<unknown>[] | Places }
export type Found<P extends Places> = {
  [Name in keyof P]: P[Name] extends Place<infer T>
    ? T
    : P[Name] extends Place<infer T>[]
      ? T[]
      : P[Name] extends Places
        ? Found<P[Name]>
        : never
}

/** A part of one partition, of the table itself or of an index. */
export type Range = {
  index?: IndexName
  partition: string
  /** The sort key begins with this, */
  prefix?: string
  /** or is at most this. */
  through?: string
  /** The whole key of the item after which to go on, the index's attributes included. */
  after?: Record<string, string>
  limit: number
  descending?: boolean
  /** Whether what was written just now must show; an index can't. */
  consistent?: boolean
}

/** Sets, adds to and removes attributes of one item. */
export type Change = Extract<Write, { change: Key }>

/** One change of one item. When `if` does not hold, `otherwise` says what that means, given the item as it is. */
export type Write = ({ put: Item } | ({ change: Key } & Update) | { delete: Key } | { check: Key }) & {
  if?: Conditions
  otherwise?: (current: Item | undefined) => Error
}

export type ReadTable = {
  /** One strongly consistent BatchGetItem for up to 100 keys, so a request's reads are one hop. */
  read<P extends Places>(places: P): Promise<Found<P>>
  /** The items of one partition in order. An index gives the attributes that it projects. */
  range(range: Range): Promise<Item[]>
}

export type Table = ReadTable & {
  /** All or nothing; at most 100 writes, each to another item. */
  transact(writes: Write[]): Promise<void>
  /** One change on its own, at half a transaction's price: for what needs no audit event. */
  update(write: Change): Promise<void>
}

const tries = 6

export function openTable(client: DynamoDBDocumentClient, tableName: () => string): Table {
  return {
    async read(places) {
      const keys = new Map(flatten(places).map(({ key }) => [identify(key), key]))
      const batches = Array.from({ length: Math.ceil(keys.size / 100) }, (_, index) =>
        [...keys.values()].slice(index * 100, index * 100 + 100),
      )
      const items = (await Promise.all(batches.map(batch => batchGet(client, tableName(), batch)))).flat()
      return fill(places, new Map(items.map(item => [identify(item), item])))
    },
    range: range => query(client, tableName(), range),
    transact: writes => transact(client, tableName(), writes),
    update: write => update(client, tableName(), write),
  }
}

const identify = ({ pk, sk }: Key) => `${pk}\n${sk}`

const isPlace = (given: Places[string]): given is Place<unknown> => 'from' in given && typeof given.from === 'function'

const flatten = (places: Places): Place<unknown>[] =>
  Object.values(places).flatMap(given => (Array.isArray(given) || isPlace(given) ? given : flatten(given)))

function fill<P extends Places>(places: P, items: Map<string, Item>): Found<P> {
  const one = (place: Place<unknown>) => place.from(items.get(identify(place.key)))
  const filled = Object.entries(places).map(([name, given]) => [
    name,
    Array.isArray(given) ? given.map(one) : isPlace(given) ? one(given) : fill(given, items),
  ])
  return Object.fromEntries(filled) as Found<P> // each place's `from` gives its own type
}

async function batchGet(client: DynamoDBDocumentClient, table: string, keys: Key[]): Promise<Item[]> {
  const items: Item[] = []
  let left: Record<string, unknown>[] = keys
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt >= tries) throw unavailable('The database')
    if (attempt > 0) await backoff(attempt)
    const answer = await asked(
      client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } })),
    )
    items.push(...((answer.Responses?.[table] ?? []) as Item[])) // every item of the table has a key
    left = answer.UnprocessedKeys?.[table]?.Keys ?? []
  }
  return items
}

async function query(client: DynamoDBDocumentClient, table: string, range: Range): Promise<Item[]> {
  const { partitionKey, sortKey } = range.index ? indexes[range.index] : { partitionKey: 'pk', sortKey: 'sk' }
  const bound = boundOf(range)
  const answer = await asked(
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: range.index,
        KeyConditionExpression: bound ? `#p = :p AND ${bound.expression}` : '#p = :p',
        ExpressionAttributeNames: { '#p': partitionKey, ...(bound && { '#s': sortKey }) },
        ExpressionAttributeValues: { ':p': range.partition, ...bound?.values },
        ExclusiveStartKey: range.after,
        Limit: range.limit,
        ScanIndexForward: !range.descending,
        ConsistentRead: range.consistent && !range.index,
      }),
    ),
  )
  return (answer.Items ?? []) as Item[] // every item of the table has a key
}

/** The condition on the sort key, if the range has one. */
function boundOf({ prefix, through }: Range) {
  if (prefix !== undefined) return { expression: 'begins_with(#s, :s)', values: { ':s': prefix } }
  return through === undefined ? null : { expression: '#s <= :s', values: { ':s': through } }
}

/** AWS retries a transaction's conflicts nowhere for you. A refusal goes before a conflict: trying again would not help. */
async function transact(client: DynamoDBDocumentClient, table: string, writes: Write[]): Promise<void> {
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

async function update(
  client: DynamoDBDocumentClient,
  TableName: string,
  { change: Key, if: when, otherwise, ...changes }: Change,
) {
  try {
    await asked(
      client.send(
        new UpdateCommand({ TableName, Key, ReturnValuesOnConditionCheckFailure: 'ALL_OLD', ...expressionsOf(when, changes) }),
      ),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException && otherwise)) throw error
    throw otherwise(error.Item && (unmarshall(error.Item) as Item)) // as the table holds it
  }
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw isPassing(error) ? unavailable('The database') : error
  }
}
