import { type Ledger, settled } from '../domain/ledger.ts'
import type { Site, Usage } from '../domain/sites.ts'
import { compareKeys, idIn } from '../domain/user-order.ts'
import type { Sites } from '../domain/users.ts'
import { peopleOfSite, siteNameKey, usersOf } from './keys.ts'
import { nameKeyOf, siteAt } from './sites.ts'
import type { ReadTable } from './table.ts'
import { userAt } from './users.ts'

type Page = { orgId: string; after?: string; limit: number }

/** By name; `last` is where a full page ended, and the next one's `after`. */
export async function listSites(
  table: ReadTable,
  visible: Sites,
  page: Page,
): Promise<{ sites: Site[]; last: string | undefined }> {
  return visible === 'all' ? listAll(table, page) : listSome(table, visible, page)
}

async function listAll(table: ReadTable, { orgId, after, limit }: Page) {
  const { pk, sk } = siteNameKey(orgId, '')
  const from = after === undefined ? undefined : { pk, sk: after }
  const names = await table.range({ partition: pk, prefix: sk, limit, after: from })
  const { sites } = await table.glance({ sites: names.map(({ siteId }) => siteAt(orgId, String(siteId))) })
  return { sites: sites.filter(site => site !== undefined), last: names.length === limit ? names.at(-1)?.sk : undefined }
}

/** Nobody has more than a hundred sites by name. */
async function listSome(table: ReadTable, siteIds: string[], { orgId, after = '', limit }: Page) {
  const { own } = await table.read({ own: siteIds.map(id => siteAt(orgId, id)) })
  const placed = own
    .filter(site => site !== undefined)
    .map(site => ({ site, place: nameKeyOf(orgId, site).sk }))
    .filter(({ place }) => after === '' || compareKeys(place, after) > 0)
    .toSorted((one, other) => compareKeys(one.place, other.place))
  const page = placed.slice(0, limit)
  return { sites: page.map(({ site }) => site), last: placed.length > limit ? page.at(-1)?.place : undefined }
}

/** To look at more people would take longer than anybody waits for a warning. */
const mostCounted = 1000

/** From the site's list, which lags by seconds; the rows themselves say who really has it, and what else. */
export async function countUsage(table: ReadTable, orgId: string, siteId: string, ledger: Ledger): Promise<Usage> {
  const { items, more } = await table.slice({ partition: peopleOfSite(orgId, siteId), limit: mostCounted })
  const { records } = await table.glance({ records: items.map(({ sk }) => userAt(orgId, idIn(sk))) })
  const held = records.flatMap(record => (record ? [settled(record.user.siteIds, ledger)] : [])).filter(has(siteId))
  return { used: held.length, onlyHere: held.filter(({ length }) => length === 1).length, more }
}

const has = (siteId: string) => (sites: Sites) => sites !== 'all' && sites.includes(siteId)

/** Whether somebody's row names the site; the whole organization is looked at, because the site's own list lags. */
export async function listHolders(
  table: ReadTable,
  orgId: string,
  siteId: string,
  after: string | undefined,
): Promise<{ userIds: string[]; next: string | undefined }> {
  const range = { partition: usersOf(orgId), prefix: 'USER#', limit: 1000, consistent: true }
  const { items, more } = await table.slice({
    ...range,
    after: after === undefined ? undefined : { pk: range.partition, sk: after },
  })
  const named = items.filter(({ user }) => String(user).includes(`"${siteId}"`)) // the packed row has ids as JSON has them
  return { userIds: named.map(({ sk }) => sk.slice('USER#'.length)), next: more ? items.at(-1)?.sk : undefined }
}
