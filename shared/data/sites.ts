import { invalid } from '../domain/refusals.ts'
import type { SiteLedger } from '../domain/site-ledger.ts'
import { foldedSiteName, type Site } from '../domain/sites.ts'
import type { Sites } from '../domain/users.ts'
import type { Conditions } from './expressions.ts'
import { stale } from './failures.ts'
import { rolesKey, siteKey, siteNameKey } from './keys.ts'
import type { Place, Write } from './table.ts'

export type SiteFound = { id: string; exists: boolean }

/** The sites that a request names, to be read together with the caller. */
export const sitesAt = (orgId: string, sites: Sites | undefined): Place<SiteFound>[] =>
  (Array.isArray(sites) ? sites : []).map(id => ({ key: siteKey(orgId, id), from: item => ({ id, exists: item !== undefined }) }))

export function checkSitesExist(found: SiteFound[]): void {
  const strange = found.filter(({ exists }) => !exists)
  if (strange.length > 0)
    throw invalid({ path: 'siteIds', message: `there is no site ${strange.map(({ id }) => id).join(', ')}` })
}

export const siteAt = (orgId: string, siteId: string): Place<Site | undefined> => ({
  key: siteKey(orgId, siteId),
  from: item => item?.site as Site | undefined, // as shared/data/site-changes.ts puts it
})

const leavingPrefix = 'leaving:'
export const leavingOf = (siteId: string) => leavingPrefix + siteId

/**
 * It stands in the roles' item, which is read with every caller anyway: each site that is leaving as an attribute of its own, which
 * names the site in its place, or nothing.
 */
export const siteLedgerAt = (orgId: string): Place<SiteLedger> => ({
  key: rolesKey(orgId),
  from(item = rolesKey(orgId)) {
    const leaving = Object.entries(item).filter(([name]) => name.startsWith(leavingPrefix))
    return {
      deletions: Number(item.siteDeletions ?? 0),
      leaving: Object.fromEntries(leaving.map(([name, to]) => [name.slice(leavingPrefix.length), String(to) || null])),
    }
  },
})

export const noneGoneSince = ({ deletions }: SiteLedger): Conditions => ({
  siteDeletions: deletions === 0 ? 'zero' : { is: deletions },
})

export const noneGone = (orgId: string, ledger: SiteLedger): Write => ({
  check: rolesKey(orgId),
  if: noneGoneSince(ledger),
  otherwise: stale,
})

/**
 * Goes with whatever gives somebody these sites: one check, however many they are. Nobody is left with a site that is gone. Site and
 * ledger are read together, but not at one moment, so the ledger may know better.
 */
export function sitesStand(orgId: string, ledger: SiteLedger, given: Sites): Write[] {
  if (given === 'all' || given.length === 0) return []
  if (given.some(id => id in ledger.leaving)) throw stale()
  return [noneGone(orgId, ledger)]
}

export const nameKeyOf = (orgId: string, { name }: Pick<Site, 'name'>) => siteNameKey(orgId, foldedSiteName(name))
