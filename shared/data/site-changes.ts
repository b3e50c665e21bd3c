import type { Ledger } from '../domain/ledger.ts'
import { limitReached, nameTaken, newSite, type Site, type SiteWish, siteLimit } from '../domain/sites.ts'
import { type Actor, type EventType, eventWrite, newEvent, type Origin } from './events.ts'
import { stale } from './failures.ts'
import { type Memory, type RememberedRequest, recall, remember, rememberedAt } from './idempotency.ts'
import { newId } from './ids.ts'
import { rolesKey, siteKey } from './keys.ts'
import { leavingFor, noneGoneSince } from './ledger.ts'
import { nameKeyOf } from './sites.ts'
import type { Table, Write } from './table.ts'

type By = { actor: Actor; origin: Origin; at: string }
type Plan = { siteId: string; at: string }

export const siteRecordAt = (request: RememberedRequest) => rememberedAt<Plan, null>(request)

/** T2. A repetition by its key is answered as it was first, whatever became of the site since. */
export async function createSite(
  table: Table,
  orgId: string,
  wish: SiteWish & { name: string },
  memory: Memory<Plan, null> | null,
  by: By,
): Promise<Site> {
  const recalled = memory && recall(memory.record, memory.bodyHash, by.at)
  if (recalled) return newSite(recalled.plan.siteId, wish, recalled.plan.at)
  const site = newSite(newId('ste', by.at), wish, by.at)
  const plan: Plan = { siteId: site.id, at: by.at }
  await table.transact([
    ...(memory ? [remember(memory.request, memory.bodyHash, plan, by.at, memory.record, null)] : []),
    { put: { ...siteKey(orgId, site.id), site }, if: { pk: 'absent' }, otherwise: stale },
    nameClaim(orgId, site),
    { change: rolesKey(orgId), add: { sites: 1 }, if: { sites: { upTo: siteLimit - 1 } }, otherwise: limitReached },
    eventOf(orgId, 'site.created', { site, after: site }, by),
  ])
  return site
}

/** Its name is nobody else's from here on. */
const nameClaim = (orgId: string, site: Site): Write => ({
  put: { ...nameKeyOf(orgId, site), siteId: site.id },
  if: { pk: 'absent' },
  otherwise: () => nameTaken(site.name),
})

const nameReleased = (orgId: string, site: Site): Write => ({
  delete: nameKeyOf(orgId, site),
  if: { siteId: { is: site.id } },
  otherwise: stale,
})

const asRead = ({ version }: Site) => ({ 'site.version': { is: version } })

export async function commitSiteChange(table: Table, orgId: string, before: Site, after: Site, by: By): Promise<void> {
  const renamed = nameKeyOf(orgId, before).sk !== nameKeyOf(orgId, after).sk
  await table.transact([
    { change: siteKey(orgId, after.id), set: { site: after }, if: asRead(before), otherwise: stale },
    ...(renamed ? [nameReleased(orgId, before), nameClaim(orgId, after)] : []),
    eventOf(orgId, 'site.changed', { site: after, before, after }, by),
  ])
}

/**
 * Gone with this transaction: nobody can be given it any more, and it gives nobody anything. Whoever was to get it in the place of a
 * third one, gets what comes in its own place.
 */
export async function commitSiteDeletion(
  table: Table,
  orgId: string,
  { site, replacement, ledger }: { site: Site; replacement: Site | null; ledger: Ledger },
  by: By,
): Promise<void> {
  await table.transact([
    { delete: siteKey(orgId, site.id), if: asRead(site), otherwise: stale },
    nameReleased(orgId, site),
    {
      change: rolesKey(orgId),
      set: leavingFor(site.id, replacement?.id ?? null, ledger),
      add: { sites: -1, deletions: 1 },
      if: noneGoneSince(ledger),
      otherwise: stale,
    },
    ...(replacement ? [{ check: siteKey(orgId, replacement.id), if: { pk: 'present' as const }, otherwise: stale }] : []),
    eventOf(orgId, 'site.deleted', { site, before: site, replacement }, by),
  ])
}

const fields = ['name', 'description'] as const satisfies (keyof Site)[]

type Change = { site: Site; before?: Site; after?: Site; replacement?: Site | null }

/** T8: by the name that the site has now, or had. */
function eventOf(orgId: string, type: EventType, { site, before, after, replacement }: Change, by: By): Write {
  const changed = fields.filter(field => before?.[field] !== after?.[field])
  const changes = {
    ...Object.fromEntries(changed.map(field => [field, { before: before?.[field] ?? null, after: after?.[field] ?? null }])),
    ...(replacement && { replaceWith: { before: null, after: replacement.id } }),
  }
  const target = { type: 'site' as const, id: site.id, name: site.name }
  return eventWrite(newEvent({ orgId, type, target, changes, ...by }))
}
