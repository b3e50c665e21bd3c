import type { Sites } from './users.ts'

/**
 * T2: what has become of an organization's sites, read with every caller. A deleted site is gone at once, though the rows of its people
 * are rewritten only afterwards: until that is done it stands in `leaving`, with the site in its place, which exists, or null.
 */
export type SiteLedger = {
  /** How many were ever deleted: whoever gives a site makes sure that none was since it was seen. */
  deletions: number
  leaving: Record<string, string | null>
}

export const noSitesGone: SiteLedger = { deletions: 0, leaving: {} }

/** The sites that are meant by ids of which some may be gone. */
export function settled(sites: Sites, { leaving }: SiteLedger): Sites {
  if (sites === 'all' || !sites.some(id => id in leaving)) return sites
  return [...new Set(sites.flatMap(id => (id in leaving ? (leaving[id] ?? []) : [id])))]
}

/** Somebody with the sites that they have right now. */
export const settledIn = <Holder extends { siteIds: Sites }>(holder: Holder, ledger: SiteLedger): Holder => ({
  ...holder,
  siteIds: settled(holder.siteIds, ledger),
})

/** For comparing with other people's rows: who has the new site reaches also those whose row still names the old one. */
export function reaching(sites: Sites, ledger: SiteLedger): Sites {
  const own = settled(sites, ledger)
  if (own === 'all') return own
  const former = Object.entries(ledger.leaving).flatMap(([id, to]) => (to !== null && own.includes(to) ? [id] : []))
  return former.length > 0 ? [...own, ...former] : own
}
