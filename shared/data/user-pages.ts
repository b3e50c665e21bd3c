import { type Plan, planPage } from '../domain/page-plan.ts'
import type { UserRecord } from '../domain/users.ts'
import type { ReadTable } from './table.ts'
import { type Gathered, glance, inOrder, isWhole, openGathering, progressOf, readWhole } from './user-gather.ts'
import { type Effort, openPage, type Page, type UserPosition, type UserQuery } from './user-page.ts'
import { partsOf } from './user-sources.ts'
import { openWalk, type Walk } from './user-walk.ts'

export type UserPage = { found: UserRecord[]; next: UserPosition | null }

/**
 * A3: one page of the users list. The plan (`domain/page-plan.ts`) says which order to walk, and which sets might be small enough to
 * be read whole instead: a glimpse of them is read beside the first stretch of the walk, and what both show decides how to go on.
 * Lags a write by moments; searches and sites by seconds.
 */
export async function findUsers(table: ReadTable, query: UserQuery, effort?: Effort): Promise<UserPage> {
  const plan = planPage(query)
  if (!plan) return { found: [], next: null }
  const search: Search = {
    table,
    query,
    plan,
    page: openPage(table, query, effort ?? plan, plan.share),
    walk: openWalk(table, partsOf(plan.ordered, query.orgId), query.descending, query.after?.place),
    sets: query.after?.walk ? [] : plan.sets.map(source => openGathering(source, query.orgId)),
  }
  return (plan.whole && (await fromSet(search, search.sets[0]))) || walked(search)
}

type Search = { table: ReadTable; query: UserQuery; plan: Plan; page: Page; walk: Walk; sets: Gathered[] }

async function walked(search: Search): Promise<UserPage> {
  const { query, page, walk, sets, plan } = search
  await firstLook(search)
  // The people of sites are read one by one: dear to walk where a set is at hand.
  const early = plan.ordered.by === 'sites' ? await fromSet(search, sets.find(isWhole)) : null
  if (early) return early
  let walking = query.after?.walk ?? false
  let all = await page.consider(walk.take())
  if (all && mayGoOn(search)) {
    const set = smallSet(search)
    const answer = await fromSet(search, set)
    if (answer) return answer
    walking ||= set !== undefined
  }
  while (all && mayGoOn(search)) {
    page.units -= await walk.read(nextRows(search))
    page.rounds--
    all = await page.consider(walk.take())
  }
  return answerOf(page, all && walk.isDone(), walking)
}

const mayGoOn = ({ page, walk }: Search) => !page.isFull() && !walk.isDone() && page.units > 0 && page.rounds > 0

/** The first stretch of the walk, and a glimpse of each set, side by side. */
async function firstLook({ table, plan, page, walk, sets }: Search): Promise<void> {
  const costs = await Promise.all([walk.read(plan.first), ...sets.map(set => glance(table, set))])
  page.units -= costs.reduce((sum, cost) => sum + cost, 0)
  page.rounds--
}

/** @param walking whether the sets turned out too large, so that the next page need not try them again */
const answerOf = ({ found, place }: Page, isLast: boolean, walking: boolean): UserPage => ({
  found,
  next: isLast || place === undefined ? null : { place, ...(walking && { walk: true }) },
})

/** The smallest set that is read whole by now; else the likeliest one, if the walk is too long for this page. */
function smallSet({ page, plan, query, sets }: Search): Gathered | undefined {
  const [smallest] = sets.filter(isWhole).toSorted((one, other) => one.candidates.length - other.candidates.length)
  if (smallest || page.distance(query.limit) <= page.affordable(plan.ordered.by)) return smallest
  return sets.toSorted((one, other) => progressOf(other) - progressOf(one))[0]
}

/** The rest of the page from a set, for half of what is left at most. Null when it turns out too large. */
async function fromSet({ table, query, page, plan }: Search, set: Gathered | undefined): Promise<UserPage | null> {
  if (!set) return null
  if (!isWhole(set)) {
    page.units -= await readWhole(table, set, plan.whole ? page.units : page.units / 2)
    page.rounds--
  }
  const ordered = isWhole(set) ? await inOrder(table, query, page.place, set) : null
  if (!ordered) return null
  page.units -= ordered.units
  if (ordered.units > 0) page.rounds--
  return answerOf(page, await page.consider(ordered.candidates), false)
}

/** How many to read next of each part, so that the page becomes full if they match as often as those before. */
function nextRows({ page, plan, query }: Search): number[] {
  const wanted = Math.min(page.distance(query.limit) * 1.2 + 8, page.affordable(plan.ordered.by))
  const sum = plan.first.reduce((total, rows) => total + rows, 0)
  return plan.first.map(rows => Math.ceil((wanted * rows) / sum))
}
