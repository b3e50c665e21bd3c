import type { Conditions, Item, Test } from './expressions.ts'
import type { Key } from './keys.ts'
import { type Found, fill, flatten, identify, type Places } from './reading.ts'
import type { ReadTable, Table, Write } from './table.ts'

export type Rehearsal = ReadTable & Pick<Table, 'transact'>

/**
 * The table as it would be after some transactions that are only tried: it refuses what the table would refuse and shows what was
 * tried before, and nobody else ever sees it. What was read once is not read again, so all of it is of one moment.
 */
export function rehearsal(table: ReadTable): Rehearsal {
  const items = new Map<string, Item | undefined>()
  async function load(places: Places): Promise<void> {
    const unknown = flatten(places).filter(({ key }) => !items.has(identify(key)))
    if (unknown.length === 0) return
    const { read } = await table.read({ read: unknown.map(({ key }) => ({ key, from: item => ({ key, item }) })) })
    for (const { key, item } of read) items.set(identify(key), item)
  }
  async function read<P extends Places>(places: P): Promise<Found<P>> {
    await load(places)
    return fill(places, items)
  }
  async function transact(writes: Write[]): Promise<void> {
    await load({ keys: writes.map(write => ({ key: keyOf(write), from: item => item })) })
    const before = (write: Write) => items.get(identify(keyOf(write)))
    const refused = writes.find(write => !holds(before(write), write.if))
    if (refused) throw refused.otherwise?.(before(refused)) ?? new Error('A condition that nobody expected to fail has failed.')
    for (const write of writes) items.set(identify(keyOf(write)), after(before(write), write))
  }
  return { ...table, read, glance: read, transact }
}

function keyOf(write: Write): Key {
  if ('put' in write) return { pk: write.put.pk, sk: write.put.sk }
  if ('delete' in write) return write.delete
  return 'check' in write ? write.check : write.change
}

const holds = (item: Item | undefined, conditions: Conditions = {}): boolean =>
  Object.entries(conditions).every(([path, test]) => meets(valueAt(item, path), test))

/** As `expressionsOf` says it to DynamoDB: a comparison with what is not there fails. */
function meets(value: unknown, test: Test): boolean {
  if (test === 'absent') return value === undefined
  if (test === 'present') return value !== undefined
  if (test === 'zero') return value === undefined || value === 0
  if ('upTo' in test) return value === undefined || Number(value) <= test.upTo
  if ('is' in test) return JSON.stringify(value) === JSON.stringify(test.is)
  if ('atLeast' in test) return typeof value === 'number' && value >= test.atLeast
  return typeof value === 'string' && value <= test.atMost
}

function after(item: Item | undefined, write: Write): Item | undefined {
  if ('put' in write) return write.put
  if ('delete' in write) return undefined
  if ('check' in write) return item
  const { set = {}, add = {}, remove = [] } = write
  const moved = Object.entries(add).map(([path, by]): [string, unknown] => [path, Number(valueAt(item, path) ?? 0) + by])
  const gone = remove.map((path): [string, unknown] => [path, undefined])
  return [...Object.entries(set), ...moved, ...gone].reduce<Item>(
    (changed, [path, value]) => ({ ...changed, ...withValue(changed, path.split('.'), value) }),
    { ...write.change, ...item },
  )
}

const valueAt = (item: unknown, path: string): unknown =>
  path.split('.').reduce((value, name) => (isMap(value) ? value[name] : undefined), item)

function withValue(map: unknown, [name = '', ...rest]: string[], value: unknown): Record<string, unknown> {
  const before = isMap(map) ? map : {}
  return { ...before, [name]: rest.length > 0 ? withValue(before[name], rest, value) : value }
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
