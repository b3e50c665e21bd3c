import { invalid } from '../domain/refusals.ts'
import { foldedSiteName, type Site } from '../domain/sites.ts'
import type { Sites } from '../domain/users.ts'
import { siteKey, siteNameKey } from './keys.ts'
import type { Place } from './table.ts'

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

export const nameKeyOf = (orgId: string, { name }: Pick<Site, 'name'>) => siteNameKey(orgId, foldedSiteName(name))
