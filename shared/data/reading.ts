import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Item } from './expressions.ts'
import { asked, backoff, unavailable } from './failures.ts'
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
  /** or is at least this, */
  from?: string
  /** and at most this. */
  through?: string
  /** The whole key of the item after which to go on, the index's attributes included. */
  after?: Record<string, string>
  limit: number
  descending?: boolean
  /** Whether what was written just now must show; an index can't. */
  consistent?: boolean
}

/** What a query gave, whether there is more, and the read units that it cost. */
export type Slice = { items: Item[]; more: boolean; units: number }

const tries = 6
const batchSize = 100

/** All that the places name, in one round trip for up to a hundred keys. */
export async function readPlaces<P extends Places>(
  client: DynamoDBDocumentClient,
  table: string,
  places: P,
  consistent: boolean,
): Promise<Found<P>> {
  const keys = [...new Map(flatten(places).map(({ key }) => [identify(key), key])).values()]
  const batches = Array.from({ length: Math.ceil(keys.length / batchSize) }, (_, index) =>
    keys.slice(index * batchSize, (index + 1) * batchSize),
  )
  const items = (await Promise.all(batches.map(batch => batchGet(client, table, batch, consistent)))).flat()
  return fill(places, new Map(items.map(item => [identify(item), item])))
}

export const identify = ({ pk, sk }: Key) => `${pk}\n${sk}`

const isPlace = (given: Places[string]): given is Place<unknown> => 'from' in given && typeof given.from === 'function'

export const flatten = (places: Places): Place<unknown>[] =>
  Object.values(places).flatMap(given => (Array.isArray(given) || isPlace(given) ? given : flatten(given)))

/** What the places mean, given the items by their keys. */
export function fill<P extends Places>(places: P, items: Map<string, Item | undefined>): Found<P> {
  const one = (place: Place<unknown>) => place.from(items.get(identify(place.key)))
  const filled = Object.entries(places).map(([name, given]) => [
    name,
    Array.isArray(given) ? given.map(one) : isPlace(given) ? one(given) : fill(given, items),
  ])
  return Object.fromEntries(filled) as Found<P> // each place's `from` gives its own type
}

async function batchGet(client: DynamoDBDocumentClient, table: string, keys: Key[], ConsistentRead: boolean): Promise<Item[]> {
  const items: Item[] = []
  let left: Record<string, unknown>[] = keys
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt >= tries) throw unavailable('The database')
    if (attempt > 0) await backoff(attempt)
    const answer = await asked(client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead } } })))
    items.push(...((answer.Responses?.[table] ?? []) as Item[])) // every item of the table has a key
    left = answer.UnprocessedKeys?.[table]?.Keys ?? []
  }
  return items
}

export async function querySlice(client: DynamoDBDocumentClient, table: string, range: Range): Promise<Slice> {
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
        ReturnConsumedCapacity: 'TOTAL',
      }),
    ),
  )
  return {
    items: (answer.Items ?? []) as Item[], // every item of the table has a key
    more: answer.LastEvaluatedKey !== undefined,
    units: answer.ConsumedCapacity?.CapacityUnits ?? 0,
  }
}

/** The condition on the sort key, if the range has one. */
function boundOf({ prefix, from, through }: Range) {
  if (prefix !== undefined) return { expression: 'begins_with(#s, :s)', values: { ':s': prefix } }
  if (from !== undefined && through !== undefined)
    return { expression: '#s BETWEEN :s AND :t', values: { ':s': from, ':t': through } }
  if (from !== undefined) return { expression: '#s >= :s', values: { ':s': from } }
  return through === undefined ? null : { expression: '#s <= :s', values: { ':s': through } }
}
