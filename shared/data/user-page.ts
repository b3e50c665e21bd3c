import { type Source, usersPerUnit } from '../domain/page-plan.ts'
import { matches, type UserFilter } from '../domain/user-filter.ts'
import { orderKey, type UserOrder } from '../domain/user-order.ts'
import type { Sites, User, UserRecord } from '../domain/users.ts'
import type { ReadTable } from './table.ts'
import type { Candidate } from './user-sources.ts'
import { userAt } from './users.ts'

/** What is looked for. */
export type UserQuery = {
  orgId: string
  filter: UserFilter
  order: UserOrder
  descending: boolean
  limit: number
  after: UserPosition | undefined
  /** The sites of a caller who sees only their people, or all. */
  reach: Sites
  sees(user: User): boolean
  /** Users by cell. */
  cells: Record<string, number>
}

/** Where a page ended. `walk`: no word or other set is small enough to be read whole; later pages need not find that out again. */
export type UserPosition = { place: string; walk?: true }

/** A page as it fills. */
export type Page = {
  found: UserRecord[]
  /** How many were looked at, and how far. */
  looked: number
  place: string | undefined
  /** What is left to spend. */
  units: number
  rounds: number
  isFull(): boolean
  /** How many more to look at until so many are found, if they match as often as those before. */
  distance(limit: number): number
  /** How many of a source can still be looked at. */
  affordable(by: Source['by']): number
  /** Takes over whoever matches. False when it stops before the last of them: the page is full, or the units are spent. */
  consider(candidates: Candidate[]): Promise<boolean>
}

/** What a page may cost: in read units, and in reads one after the other. */
export type Effort = { units: number; rounds: number }

/** What reading one user by id costs, for what is only shown. */
const unitsPerUser = 0.5
const mostAtOnce = 100

/** @param expected which part of those who are read by id matches, as far as it can be told before */
export function openPage(table: ReadTable, query: UserQuery, { units, rounds }: Effort, expected: number): Page {
  const { orgId, filter, order, limit, after, sees } = query
  let share = expected
  const ids = new Set<string>()
  const page: Page = {
    found: [],
    looked: 0,
    place: after?.place,
    units,
    rounds,
    isFull: () => page.found.length >= limit,
    distance: most =>
      page.found.length > 0 ? ((most - page.found.length) * page.looked) / page.found.length : Number.POSITIVE_INFINITY,
    affordable: by => Math.max(1, Math.floor(by === 'sites' ? page.units / unitsPerUser : page.units * usersPerUnit)),
    async consider(candidates) {
      for (let from = 0; from < candidates.length; ) {
        if (page.isFull()) return false
        const known = candidates[from]?.record !== undefined
        if (!known && (page.units <= 0 || page.rounds <= 0) && page.looked > 0) return false
        const chunk = candidates.slice(from, known ? undefined : from + stride())
        const before = page.found.length
        for (const candidate of known ? chunk : await complete(chunk)) {
          if (page.isFull()) return false
          look(candidate)
        }
        if (!known) share = Math.max(1, page.found.length - before) / chunk.length
        from += chunk.length
      }
      return true
    },
  }
  function look({ id, at, record }: Candidate) {
    page.looked++
    page.place = at
    if (!record || ids.has(id) || !matches(filter, record) || !sees(record.user)) return
    ids.add(id)
    page.found.push(record)
  }
  /** Reads those whom the source knows only by id. An outdated entry of somebody with another place by now is passed over. */
  async function complete(chunk: Candidate[]): Promise<Candidate[]> {
    const { records } = await table.glance({ records: chunk.map(({ id }) => userAt(orgId, id)) })
    page.units -= chunk.length * unitsPerUser
    page.rounds--
    return chunk.map((one, index) => {
      const record = records[index]
      return record && orderKey(order, record) === one.at ? { ...one, record } : one
    })
  }
  /** How many to read next: as many as the rest of the page needs, if they match as often as expected. */
  function stride(): number {
    const needed = Math.ceil(((limit - page.found.length) / share) * (share < 1 ? 1.15 : 1))
    return Math.max(1, Math.min(needed, mostAtOnce, Math.floor(page.units / unitsPerUser)))
  }
  return page
}
