import type { Sites } from './users.ts'

/**
 * T2, D10, L7: what has become of an organization's sites and roles, and who decides who has which, read with every caller. A deleted one is gone at once, though the rows
 * of its people are rewritten only afterwards: until that is done its id stands in `leaving`, with what is in its place, which exists, or null.
 */
export type Ledger = {
  /** How many were ever deleted: whoever gives a site or a role makes sure that none was since it was seen. */
  deletions: number
  leaving: Record<string, string | null>
  /** L7: the identity provider whose groups decide roles here; null: none. */
  groupsFrom: string | null
}

export const nothingGone: Ledger = { deletions: 0, leaving: {}, groupsFrom: null }

/** The sites that are meant by ids of which some may be gone. */
export const settled = (sites: Sites, ledger: Ledger): Sites => (sites === 'all' ? sites : settledIds(sites, ledger))

/** The same of roles. */
export const settledIds = (ids: string[], { leaving }: Ledger): string[] => [
  ...new Set(ids.flatMap(id => (id in leaving ? (leaving[id] ?? []) : [id]))),
]

/** Somebody with the roles and sites that they have right now. */
export const settledIn = <Holder extends { roleIds: string[]; siteIds: Sites }>(holder: Holder, ledger: Ledger): Holder => ({
  ...holder,
  roleIds: settledIds(holder.roleIds, ledger),
  siteIds: settled(holder.siteIds, ledger),
})

/** For comparing with other people's rows: who has the new site reaches also those whose row still names the old one. */
export function reaching(sites: Sites, ledger: Ledger): Sites {
  const own = settled(sites, ledger)
  if (own === 'all') return own
  const former = Object.entries(ledger.leaving).flatMap(([id, to]) => (to !== null && own.includes(to) ? [id] : []))
  return [...own, ...former]
}
