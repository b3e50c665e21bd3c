import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Item } from './expressions.ts'
import { type Found, type Places, querySlice, type Range, readPlaces, type Slice } from './reading.ts'
import { type Change, transactWrites, updateOne, type Write } from './writing.ts'

export type { Found, Place, Places, Range, Slice } from './reading.ts'
export type { Change, Write } from './writing.ts'

export type ReadTable = {
  /** One strongly consistent BatchGetItem for up to 100 keys, so a request's reads are one hop. */
  read<P extends Places>(places: P): Promise<Found<P>>
  /** The same for what is only shown, at half the price: it may lag a write by moments. */
  glance<P extends Places>(places: P): Promise<Found<P>>
  /** The items of one partition in order. An index gives the attributes that it projects. */
  range(range: Range): Promise<Item[]>
  /** Likewise, with what it cost and whether there is more. */
  slice(range: Range): Promise<Slice>
}

export type Table = ReadTable & {
  /** All or nothing; at most 100 writes, each to another item. */
  transact(writes: Write[]): Promise<void>
  /** One change on its own, at half a transaction's price: for what needs no audit event. */
  update(write: Change): Promise<void>
}

export const openTable = (client: DynamoDBDocumentClient, tableName: () => string): Table => ({
  read: places => readPlaces(client, tableName(), places, true),
  glance: places => readPlaces(client, tableName(), places, false),
  range: async range => (await querySlice(client, tableName(), range)).items,
  slice: range => querySlice(client, tableName(), range),
  transact: writes => transactWrites(client, tableName(), writes),
  update: write => updateOne(client, tableName(), write),
})
