import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Item } from './expressions.ts'
import { type Found, type Places, queryRange, type Range, readPlaces } from './reading.ts'
import { type Change, transactWrites, updateOne, type Write } from './writing.ts'

export type { Found, Place, Places } from './reading.ts'
export type { Change, Write } from './writing.ts'

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

export const openTable = (client: DynamoDBDocumentClient, tableName: () => string): Table => ({
  read: places => readPlaces(client, tableName(), places),
  range: range => queryRange(client, tableName(), range),
  transact: writes => transactWrites(client, tableName(), writes),
  update: write => updateOne(client, tableName(), write),
})
