import { Refusal } from './refusals.ts'
import { ADMIN, heldRoles, OWNER, type Role } from './roles.ts'
import type { Sites, User } from './users.ts'

/** What somebody may do: `everywhere` in the organization, and `atSites` only towards people of the own sites. */
export type Rights = { owner: boolean; everywhere: Set<string>; atSites: Set<string>; sites: Sites }

/** Roles, extra permissions and sites: held by a user, or wished for one. */
export type Grants = Pick<User, 'roleIds' | 'extraPermissions' | 'siteIds'>

/** Nothing given yet: what a new user's grants are compared with. */
export const nothing: Grants = { roleIds: [], extraPermissions: [], siteIds: [] }

export const noRights: Rights = { owner: false, everywhere: new Set(), atSites: new Set(), sites: [] }

/** @param roles all roles of the organization; an id that is not among them gives nothing */
export function rightsOf(grants: Grants, roles: Role[]): Rights {
  const held = heldRoles(grants, roles)
  const permissionsOf = (some: Role[]) => some.flatMap(role => role.permissions)
  return {
    owner: grants.roleIds.includes(OWNER),
    everywhere: new Set([...permissionsOf(held.filter(role => !role.siteBound)), ...grants.extraPermissions]),
    atSites: new Set(permissionsOf(held.filter(role => role.siteBound))),
    sites: [...grants.roleIds, ...held.map(({ id }) => id)].some(id => id === OWNER || id === ADMIN) ? 'all' : grants.siteIds,
  }
}

export const may = (rights: Rights, permission: string): boolean =>
  rights.everywhere.has(permission) || rights.atSites.has(permission)

/** Every permission, wherever it reaches: what tokens, `me` and `grantable` tell. */
export const permissionsOf = (rights: Rights): string[] => [...new Set([...rights.everywhere, ...rights.atSites])].toSorted()

/** T2: a permission that comes only from site-bound roles reaches only people who share a site. */
export const mayTowards = (rights: Rights, permission: string, target: { sites: Sites }): boolean =>
  rights.everywhere.has(permission) || (rights.atSites.has(permission) && shareSite(rights.sites, target.sites))

/** M6: whether `lesser` holds nothing, nowhere, that `greater` does not hold. An owner holds all, even what left the catalogue. */
export function covers(greater: Rights, lesser: Rights): boolean {
  if (greater.owner || lesser.owner) return greater.owner
  if (!lesser.everywhere.isSubsetOf(greater.everywhere)) return false
  const atSites = lesser.atSites.difference(greater.everywhere)
  return atSites.size === 0 || (atSites.isSubsetOf(greater.atSites) && coversSites(greater.sites, lesser.sites))
}

/** M6: nobody gives rights that they don't hold, nor gives or takes access to a site that they don't have. */
export function checkGrant(giver: Rights, wanted: Grants, before: Grants, roles: Role[]): void {
  const after = rightsOf(wanted, roles)
  if (!covers(giver, after)) {
    throw new Refusal('grant_beyond_own', 'This would give rights that you do not hold yourself. Ask somebody who holds them.')
  }
  const changes = [changedSites(after.sites, rightsOf(before, roles).sites), changedSites(wanted.siteIds, before.siteIds)]
  if (!changes.every(sites => coversSites(giver.sites, sites))) {
    throw new Refusal('grant_beyond_own', 'This would give or take access to sites that you do not have yourself.')
  }
}

/** Who has no site shares none, not even with somebody who has all. */
const shareSite = (one: Sites, other: Sites) =>
  one.length > 0 && other.length > 0 && (one === 'all' || other === 'all' || one.some(site => other.includes(site)))

export const coversSites = (own: Sites, sites: Sites) =>
  own === 'all' || (sites !== 'all' && sites.every(site => own.includes(site)))

function changedSites(wanted: Sites, before: Sites): Sites {
  if (wanted === 'all' || before === 'all') return wanted === before ? [] : 'all'
  return [...new Set(wanted).symmetricDifference(new Set(before))]
}
