import { type Source, usersPerUnit } from '../domain/page-plan.ts'
import { mayMatch } from '../domain/user-filter.ts'
import { compareKeys } from '../domain/user-order.ts'
import type { ReadTable } from './table.ts'
import type { UserQuery } from './user-page.ts'
import { type Candidate, type Part, partsOf, placeOf } from './user-sources.ts'
import { userAt } from './users.ts'

/** A set as far as it is read. */
export type Gathered = { source: Source; candidates: Candidate[]; runs: { part: Part; more: boolean; at?: string }[] }

/** What a read unit buys of each; the benchmark shows it. */
const entriesPerUnit = { word: 40, order: usersPerUnit, cells: usersPerUnit, sites: 50 }
/** What is spent to see whether a set is small. */
const glimpseUnits = 3

/** To read more than these by id, only to put them in order, costs more than walking. */
const mostToOrder = 150

export const openGathering = (source: Source, orgId: string): Gathered => ({
  source,
  candidates: [],
  runs: partsOf(source, orgId).map(part => ({ part, more: true })),
})

/**
 * How much of a set a glimpse has shown, roughly: with all that begins with "lund" in order, whoever has come to "lundberg" has not
 * far to go, and whoever is still at "lund" may have any number before them. Which set is the smaller one, is guessed by that.
 */
export function progressOf({ source, candidates }: Gathered): number {
  const next = source.by === 'word' ? candidates.at(-1)?.at.charCodeAt(source.word.length) : undefined
  return next === undefined ? 0 : Math.min(1, Math.max(0, (next - lastBeforeLetters) / letters))
}

const lastBeforeLetters = 'a'.charCodeAt(0) - 1
const letters = 26

export const isWhole = ({ runs }: Gathered): boolean => runs.every(({ more }) => !more)

export const glance = (table: ReadTable, set: Gathered): Promise<number> =>
  readOn(table, set, glimpseUnits * entriesPerUnit[set.source.by])

/** To its end, unless that costs more than so many units. Like all reading here, gives the units that it cost. */
export const readWhole = (table: ReadTable, set: Gathered, units: number): Promise<number> =>
  readOn(table, set, Math.ceil((units * entriesPerUnit[set.source.by]) / (set.source.by === 'sites' ? set.runs.length : 1)))

async function readOn(table: ReadTable, { runs, candidates }: Gathered, rows: number): Promise<number> {
  const costs = await Promise.all(
    runs
      .filter(({ more }) => more)
      .map(async run => {
        const after = run.at === undefined ? undefined : run.part.keyAt(run.at)
        const { items, more, units } = await table.slice({ ...run.part.range, limit: rows, after })
        const found = items.map(item => run.part.candidateOf(item))
        candidates.push(...found)
        Object.assign(run, { more, at: found.at(-1)?.at ?? run.at })
        return units
      }),
  )
  return costs.reduce((sum, cost) => sum + cost, 0)
}

/** Whoever of a whole set may match, in the wanted order, from behind this place. Null: too many to be put in order. */
export async function inOrder(
  table: ReadTable,
  { orgId, order, descending, filter }: UserQuery,
  after: string | undefined,
  { candidates }: Gathered,
): Promise<{ candidates: Candidate[]; units: number } | null> {
  const able = candidates.filter(({ posting }) => !posting || mayMatch(filter, posting))
  const unknown = able.filter(one => placeOf(order, one) === null)
  if (unknown.length > mostToOrder) return null
  const { records } = await table.glance({ records: unknown.map(({ id }) => userAt(orgId, id)) })
  const byId = new Map(records.flatMap(record => (record ? [[record.user.id, record]] : [])))
  const placed = able.flatMap((one): Candidate[] => {
    const known = { ...one, record: one.record ?? byId.get(one.id) }
    const at = placeOf(order, known)
    return at === null ? [] : [{ ...known, at }]
  })
  const sign = descending ? -1 : 1
  const sorted = placed.toSorted((one, other) => sign * compareKeys(one.at, other.at))
  const from = after === undefined ? 0 : sorted.findIndex(({ at }) => sign * compareKeys(at, after) > 0)
  return { candidates: from < 0 ? [] : unique(sorted.slice(from)), units: unknown.length / 2 }
}

/** A word's beginning may stand in two words of one person. */
const unique = (sorted: Candidate[]) => sorted.filter(({ at }, index) => at !== sorted[index - 1]?.at)
