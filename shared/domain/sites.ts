import { fold } from './folding.ts'
import { type Caller, forbidden } from './lifecycle.ts'
import type { RosterPermission } from './permissions.ts'
import { invalid, notFound, Refusal } from './refusals.ts'
import { coversSites, type Rights } from './rights.ts'
import { hasSite } from './user-filter.ts'
import type { Sites } from './users.ts'

/** A part of an organization: a building, a project. */
export type Site = {
  id: string
  name: string
  description: string
  createdAt: string
  updatedAt: string
  version: number
}

export type SiteWish = Partial<Pick<Site, 'name' | 'description'>>

/** The most that an organization has. */
export const siteLimit = 1000

/** What a name is told from others by, and sorted by: blind to case and accents, and short enough for a key of the table. */
export const foldedSiteName = (name: string): string => [...fold(name)].slice(0, 200).join('')

export const newSite = (id: string, { name, description = '' }: SiteWish & { name: string }, at: string): Site => ({
  id,
  name,
  description,
  createdAt: at,
  updatedAt: at,
  version: 1,
})

/** The same one when nothing changes. */
export function changeSite(site: Site, wish: SiteWish, at: string): Site {
  const { name = site.name, description = site.description } = wish
  if (name === site.name && description === site.description) return site
  return { ...site, name, description, updatedAt: at, version: site.version + 1 }
}

/** T2: a permission that comes only from site-bound roles reaches only the own sites. */
const mayAt = (rights: Rights, permission: RosterPermission, siteId: string): boolean =>
  rights.everywhere.has(permission) || (rights.atSites.has(permission) && hasSite(rights.sites, siteId))

/** T2: the sites that this caller may know of. */
export const visibleSites = ({ everywhere, sites }: Rights): Sites => (everywhere.has('sites:read') ? 'all' : sites)

/** T2: the site, if the caller may use this permission on it; one that they may not know of is as unknown as none. */
export function reachedSite({ rights }: Caller, site: Site | undefined, permission: RosterPermission): Site {
  if (site && mayAt(rights, permission, site.id)) return site
  throw site && mayAt(rights, 'sites:read', site.id) ? forbidden(permission) : notFound()
}

/** T2: what concerns the whole organization takes a permission that no site bounds. */
export function checkEverywhere({ rights }: Caller, permission: RosterPermission): void {
  if (!rights.everywhere.has(permission)) throw forbidden(permission)
}

/** Who has the site, as far as the lists show; `more`: there are more than were counted. */
export type Usage = { used: number; onlyHere: number; more: boolean }

type Deleting = {
  caller: Caller
  site: Site
  confirm?: string
  /** Whom the people of the site are to go to. */
  replaceWith?: string
  replacement: Site | undefined
}

/** What its people get instead; null when they get nothing. `asked`: nobody needs to be asked once more. */
export function deleteSite({ caller, site, confirm, replaceWith, replacement }: Deleting): {
  replacement: Site | null
  asked: boolean
} {
  if (confirm !== undefined && confirm !== site.id)
    throw invalid({ path: 'query.confirm', message: `must repeat the id ${site.id}` })
  if (replaceWith === undefined) return { replacement: null, asked: confirm !== undefined }
  if (replaceWith === site.id) throw invalid({ path: 'query.replaceWith', message: 'must be another site' })
  if (!replacement || !mayAt(caller.rights, 'sites:manage', replacement.id))
    throw invalid({ path: 'query.replaceWith', message: `there is no site ${replaceWith}` })
  // M6: else whoever manages sites could give people, also themselves, one that they don't have.
  if (!coversSites(caller.rights.sites, [replacement.id]))
    throw new Refusal('grant_beyond_own', 'This would give access to a site that you do not have yourself.')
  return { replacement, asked: true }
}

/** What becomes of the people is said before it happens. */
export function checkUnused({ used, onlyHere, more }: Usage, { id }: Site): void {
  if (used === 0) return
  const least = more ? 'At least ' : ''
  const people = used === 1 ? '1 person has' : `${used} people have`
  const left = onlyHere === 0 ? '' : `, of whom ${least.toLowerCase()}${onlyHere} would be left without any site`
  const detail =
    `${least}${people} this site${left}. Repeat the request with ?confirm=${id} to take it from them, ` +
    'or with ?replaceWith={siteId} to give them another one in its place.'
  throw new Refusal('site_in_use', detail, { used, onlyHere })
}

export const nameTaken = (name: string) =>
  new Refusal('site_name_taken', `There is a site called ${name} already, in this or another spelling. Choose another name.`)

export const limitReached = () =>
  new Refusal('site_limit_reached', `An organization has at most ${siteLimit} sites. Delete one that nobody needs any more.`, {
    limit: siteLimit,
    used: siteLimit,
  })
