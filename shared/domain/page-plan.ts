import { parseCell } from './counts.ts'
import { shortened, wordsIn } from './searching.ts'
import { inCell, type UserFilter } from './user-filter.ts'
import { type Bounds, boundsOf, type UserOrder } from './user-order.ts'
import type { Sites } from './users.ts'

/** Where people are read: an index, the cells of status and role set by name, sites' lists by name, or whoever has a word. */
export type Source =
  | { by: 'order'; order: UserOrder; bounds: Bounds | null }
  | { by: 'cells'; cells: string[]; bounds: Bounds | null }
  | { by: 'sites'; siteIds: string[]; bounds: Bounds | null }
  | { by: 'word'; word: string }

/** How to find a page. */
export type Plan = {
  /** All who may match, in the wanted order, stretch by stretch; whoever does not match is passed over. */
  ordered: Source
  /** How many to read first of each part of it. */
  first: number[]
  /** Each holds all who match, and hopefully few others: read whole, one of them spares a long walk. Best guess first. */
  sets: Source[]
  /** Whether the first set is known to be small, so that it is read at once. */
  whole: boolean
  /** The part of all users that status and role leave. */
  share: number
  /** What it may cost in read units, and in reads one after the other; then the page stays short. */
  units: number
  rounds: number
}

export type Wanted = {
  filter: UserFilter
  order: UserOrder
  limit: number
  /** The sites of a caller who sees only their people, or all. */
  reach: Sites
  /** Users by cell: the statistics that the plan stands on. */
  cells: Record<string, number>
}

/** What a read unit buys of the indexes' entries; the benchmark shows it. */
export const usersPerUnit = 17
/** No query costs less than half a unit. */
const leastRows = Math.floor(usersPerUnit / 2)
/** Walking past so many costs less than any cleverness. */
const few = 400
/** Each cell is a query of its own. */
const mostCells = 60
/** How many to look at before going on by how many of them matched. */
const lookAhead = 60
/** What a page may cost, and what one may that searches words. */
const usual = { units: 55, rounds: 3 }
const search = { units: 104, rounds: 5 }
/** Sets of unknown size to look into at once. */
const mostSets = 3

/** Null when the counters, the filter by itself, or a caller without any site say that nobody matches. */
export function planPage(wanted: Wanted): Plan | null {
  const { filter, limit } = wanted
  const every = Object.entries(wanted.cells)
  const cells = every.filter(([cell]) => inCell(filter, parseCell(cell)))
  const [size, total] = [sumOf(cells), sumOf(every)]
  if (size === 0 || isEmpty(boundsOf('createdAt', filter)) || wanted.reach.length === 0) return null
  const ordered = orderedSource(wanted, cells, size, total)
  const share = size / total
  const passes = passesOver(wanted)
  const effort = filter.words.length > 0 ? search : usual
  const rows = firstOf(ordered, passes ? Math.max(limit, lookAhead) : limit, cells, size, share)
  const first = rows.map(some => Math.min(some, effort.units * usersPerUnit))
  const plan = { ordered, first, sets: [], whole: false, share, ...effort }
  const far = passes ? total : limit / share
  if (
    cells.length <= mostCells &&
    ordered.by === 'order' &&
    size < Math.min(total, far) &&
    size <= (usual.units - 10) * usersPerUnit
  )
    return { ...plan, sets: [cellsOf(cells, null)], whole: true }
  return size <= few && cells.length <= mostCells ? plan : { ...plan, sets: setsOf(wanted).slice(0, mostSets) }
}

const isEmpty = (bounds: Bounds | null) => (bounds?.from ?? '') > (bounds?.to ?? '\uffff')

type CellCount = [cell: string, count: number]

const sumOf = (cells: CellCount[]) => cells.reduce((sum, [, count]) => sum + count, 0)

const cellsOf = (cells: CellCount[], bounds: Bounds | null): Source => ({
  by: 'cells',
  cells: cells.map(([cell]) => cell),
  bounds,
})

function orderedSource({ filter, order, limit, reach }: Wanted, cells: CellCount[], size: number, total: number): Source {
  const bounds = boundsOf(order, filter)
  const walked: Source = { by: 'order', order, bounds }
  if (order !== 'name') return walked
  const siteIds = sitesOf(filter, reach)
  if (isShort(siteIds) && size > few) return { by: 'sites', siteIds, bounds }
  const merged = cellsOf(cells, bounds)
  const cost = (rows: number[]) => rows.reduce((sum, some) => sum + Math.ceil(some / leastRows), 0)
  const dearer = cost(firstOf(merged, limit, cells, size, 1)) >= cost([Math.min(total, (limit * total) / size)])
  return dearer || cells.length > mostCells ? walked : merged
}

/** Whoever has more sites than these sees so many people that walking past the others costs less than so many lists. */
const mostSites = 10
const isShort = (siteIds: Sites): siteIds is string[] => siteIds !== 'all' && siteIds.length <= mostSites

const sitesOf = ({ siteId }: UserFilter, reach: Sites): Sites => (siteId === null ? reach : [siteId])

/** How many of each part make a full page all but surely: the expected share, and three standard deviations. */
function firstOf(ordered: Source, rows: number, cells: CellCount[], size: number, share: number): number[] {
  switch (ordered.by) {
    case 'cells':
      // One more than there are shows that there are no more.
      return cells.map(([, count]) =>
        Math.min(count + 1, rows, Math.max(leastRows, spread((rows * count) / size, 1 - count / size))),
      )
    case 'sites':
      return Array(ordered.siteIds.length + 1).fill(rows)
    default:
      return [Math.ceil((rows + 3 * Math.sqrt(rows * (1 - share))) / share)]
  }
}

const spread = (expected: number, rest: number) => Math.ceil(expected + 3 * Math.sqrt(expected * rest))

/** Whether something is asked that neither the cells nor the order's own bounds decide. */
function passesOver(wanted: Wanted): boolean {
  const { filter, reach } = wanted
  return setsOf(wanted).length > 0 || filter.locale !== null || sitesOf(filter, reach) !== 'all'
}

function setsOf({ filter, order, reach }: Wanted): Source[] {
  const longest = (words: string[]) => words.toSorted((one, other) => other.length - one.length)
  const typed = [...longest(filter.words), ...longest(wordsIn(filter.firstName ?? '')).slice(0, 1)]
  const words = [...typed, ...(filter.phone ? [shortened(filter.phone)] : [])]
  const orders = (['email', 'name', 'createdAt', 'lastSignInAt'] as const).filter(other => other !== order)
  const bounded = orders.flatMap((other): Source[] => {
    const bounds = boundsOf(other, filter)
    return bounds ? [{ by: 'order', order: other, bounds }] : []
  })
  const siteIds = sitesOf(filter, reach)
  const sites: Source[] = isShort(siteIds) && order !== 'name' ? [{ by: 'sites', siteIds, bounds: boundsOf('name', filter) }] : []
  return [...words.map((word): Source => ({ by: 'word', word })), ...bounded, ...sites]
}
