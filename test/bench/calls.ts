import { type Image, indexUnits, readUnits, sizeOf, type Value, writeUnits } from './units.ts'

export type Key = { pk: Value; sk: Value }
export type Images = Map<string, Image>

/** One call to DynamoDB, with the written items as they were right before and right after it. */
export type Call = {
  operation: string
  status: number
  request: Request
  response: Response
  before: Images
  after: Images
  /** Milliseconds of `performance.now()`. */
  startedAt: number
  endedAt: number
}

type Written = { Key?: Key; Item?: Image & Key }
type TransactItem = { Put?: Written; Update?: Written; Delete?: Written; ConditionCheck?: Written }

/** The parts of DynamoDB's requests and answers that say what a call costs. */
export type Request = {
  RequestItems?: Record<string, { Keys: Key[]; ConsistentRead?: boolean }>
  TransactItems?: TransactItem[]
  Key?: Key
  Item?: Image & Key
  ConsistentRead?: boolean
  FilterExpression?: string
  ProjectionExpression?: string
}
export type Response = { Responses?: Record<string, (Image & Key)[]>; Items?: Image[] } | null

export type Units = { reads: number; writes: number }
/** What one key of a call cost; a Query costs as a whole, and has none. */
export type Charge = Units & { key: string | null }

export const identify = ({ pk, sk }: Key): string => `${pk.S}\n${sk.S}`

/** Every item that the call writes or checks. */
export function writtenKeys({ TransactItems = [], Key, Item }: Request): Key[] {
  const all = [...TransactItems.flatMap(item => Object.values(item)), { Key, Item }]
  return all.flatMap(one => one.Key ?? (one.Item ? { pk: one.Item.pk, sk: one.Item.sk } : []))
}

const chargesBy: Record<string, (call: Call) => Charge[]> = {
  BatchGetItem: ({ request, response }) =>
    Object.entries(request.RequestItems ?? {}).flatMap(([table, { Keys, ConsistentRead = false }]) => {
      const found = new Map(response?.Responses?.[table]?.map(item => [identify(item), sizeOf(item)]))
      return Keys.map(identify).map(key => ({ key, reads: readUnits(found.get(key) ?? 0, ConsistentRead), writes: 0 }))
    }),
  Query: ({ request, response }) => {
    const size = (response?.Items ?? []).reduce((sum, item) => sum + sizeOf(item), 0)
    return [{ key: null, reads: readUnits(size, request.ConsistentRead ?? false), writes: 0 }]
  },
  TransactWriteItems: call => (call.request.TransactItems ?? []).map(item => chargeOf(call, item, 2)),
  UpdateItem: call => [chargeOf(call, { Update: call.request }, 1)],
  PutItem: call => [chargeOf(call, { Put: call.request }, 1)],
  DeleteItem: call => [chargeOf(call, { Delete: call.request }, 1)],
}

/** A write that was refused costs its item all the same, and no index. */
function chargeOf({ before, after, status }: Call, { ConditionCheck, ...writes }: TransactItem, price: number): Charge {
  const [write = ConditionCheck] = Object.values(writes)
  const [key] = writtenKeys(write ?? {}).map(identify)
  if (!write || key === undefined) throw new Error('A write without a key.')
  const [old, now] = [before.get(key), after.get(key)]
  if (ConditionCheck) return { key, reads: 0, writes: price }
  if (status !== 200) return { key, reads: 0, writes: price * writeUnits(old, write.Item) }
  return { key, reads: 0, writes: price * writeUnits(old, now) + indexUnits(old, now) }
}

/** What each item of each call cost. */
export function chargesOf(calls: Call[]): Charge[] {
  return calls.flatMap(call => {
    const { FilterExpression, ProjectionExpression } = call.request
    // What such a call read is more than what it answers.
    if (FilterExpression || ProjectionExpression)
      throw new Error(`Teach test/bench/calls.ts to count a ${call.operation} that filters.`)
    const charge = chargesBy[call.operation]
    if (!charge) throw new Error(`Teach test/bench/calls.ts to count ${call.operation}.`)
    return charge(call)
  })
}

export const sumOf = (charges: Charge[]): Units => ({
  reads: charges.reduce((sum, { reads }) => sum + reads, 0),
  writes: charges.reduce((sum, { writes }) => sum + writes, 0),
})

/** Round trips one after the other: the longest chain of calls of which none begins before the one in front of it has ended. */
export function hopsOf(calls: Pick<Call, 'startedAt' | 'endedAt'>[]): number {
  let [hops, free] = [0, -Infinity]
  for (const { startedAt, endedAt } of calls.toSorted((one, other) => one.endedAt - other.endedAt)) {
    if (startedAt < free) continue
    hops += 1
    free = endedAt
  }
  return hops
}
