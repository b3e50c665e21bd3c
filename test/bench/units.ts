import { isDeepStrictEqual } from 'node:util'
import { type IndexName, indexes, projected } from '../../shared/data/indexes.ts'

/** As DynamoDB's API writes a value. */
export type Value = {
  S?: string
  N?: string
  B?: string
  BOOL?: boolean
  NULL?: boolean
  M?: Record<string, Value>
  L?: Value[]
  SS?: string[]
  NS?: string[]
}
export type Image = Record<string, Value>

/**
 * What DynamoDB charges, by its published rules. They are reckoned here, item by item, because DynamoDB Local's totals are wrong for
 * transactions and empty reads.
 *
 * Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * Units: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * Indexes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export const sizeOf = (item: Image): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + bytes(name) + sizeOfValue(value), 0)

const bytes = (text: string) => Buffer.byteLength(text)

function sizeOfValue({ S, N, B, M, L, SS, NS }: Value): number {
  if (S !== undefined) return bytes(S)
  if (N !== undefined) return sizeOfNumber(N)
  if (B !== undefined) return Buffer.from(B, 'base64').length
  if (M) return 3 + Object.keys(M).length + sizeOf(M)
  if (L) return 3 + L.reduce((sum, value) => sum + 1 + sizeOfValue(value), 0)
  if (SS) return SS.reduce((sum, text) => sum + bytes(text), 0)
  return NS ? NS.reduce((sum, number) => sum + sizeOfNumber(number), 0) : 1 // a Boolean or null
}

/** A byte for two significant digits, and one more; zeroes at either end don't count. */
function sizeOfNumber(number: string): number {
  const digits = number
    .replace(/e.*$/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '')
  return Math.ceil(digits.length / 2) + 1
}

const blocks = (size: number, block: number) => Math.max(1, Math.ceil(size / block))

/** What reading so many bytes at once costs; nothing found costs as much as the least. */
export const readUnits = (size: number, consistent: boolean): number => blocks(size, 4096) * (consistent ? 1 : 0.5)

/** Of one write outside a transaction; in one it costs twice as much. The larger of the item before and after it counts. */
export const writeUnits = (before: Image | undefined, after: Image | undefined): number =>
  blocks(Math.max(before ? sizeOf(before) : 0, after ? sizeOf(after) : 0), 1024)

/** What all indexes cost for one item's change: they follow by themselves, never at a transaction's price. */
export const indexUnits = (before: Image | undefined, after: Image | undefined): number =>
  Object.keys(indexes).reduce((sum, index) => sum + unitsOfIndex(index as IndexName, before, after), 0)

function unitsOfIndex(index: IndexName, before: Image | undefined, after: Image | undefined): number {
  const [gone, come] = [entryOf(index, before), entryOf(index, after)]
  if (!gone || !come) return gone || come ? writeUnits(gone, come) : 0
  if (isDeepStrictEqual(gone, come)) return 0
  const { partitionKey, sortKey } = indexes[index]
  const moves = [partitionKey, sortKey].some(key => gone[key]?.S !== come[key]?.S)
  return moves ? writeUnits(gone, undefined) + writeUnits(undefined, come) : writeUnits(gone, come)
}

/** The item's entry in an index, if it has the index's keys. */
function entryOf(index: IndexName, item: Image | undefined): Image | undefined {
  const { partitionKey, sortKey } = indexes[index]
  if (!item?.[partitionKey] || !item[sortKey]) return undefined
  const names = new Set(['pk', 'sk', partitionKey, sortKey, ...projected])
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)))
}
