/**
 * What the manuals and the contract say of rights, written apart from the code that enforces it: nothing of Roster is imported here.
 *
 * A right is a permission at a place. The places are the sites that there are, the sites that will be made (whoever has all sites has
 * those, too), and what belongs to no site: people without any, and the organization itself. A site-bound role gives its permissions
 * at the sites of whoever has it, every other role and an extra permission gives them everywhere.
 */
export const sites = ['north', 'south']
const places = [...sites, 'later']
const everywhere = [...places, 'some site', 'no site']

export const permissions = [
  'org:update',
  'users:read',
  'users:create',
  'users:invite',
  'users:update',
  'users:delete',
  'users:reset-password',
  'users:sessions',
  'roles:read',
  'roles:manage',
  'sites:read',
  'sites:manage',
  'resources:manage',
  'audit:read',
  'billing:manage',
  'reports:read', // the product’s own
]

export type Sites = 'all' | readonly string[]
export type Role = { permissions: readonly string[]; siteBound?: boolean; allSites?: boolean }
/** Somebody by what they were given: roles by their names here. */
export type Given = { roles: readonly string[]; extra: readonly string[]; sites: Sites }

export const nothing: Given = { roles: [], extra: [], sites: [] }

const usersOnly = permissions.filter(key => key.startsWith('users:'))

export const roles: Record<string, Role> = {
  owner: { permissions: [...permissions, 'ownership'], allSites: true },
  admin: { permissions: permissions.filter(key => key !== 'billing:manage'), allSites: true },
  'site-admin': { permissions: ['users:read', 'users:create', 'users:invite', 'users:update', 'sites:read'], siteBound: true },
  member: { permissions: [] },
  people: { permissions: usersOnly },
  'people-here': { permissions: usersOnly, siteBound: true },
  everything: { permissions },
  ...Object.fromEntries(permissions.map(key => [`only ${key}`, { permissions: [key] }])),
  ...Object.fromEntries(permissions.map(key => [`only ${key} here`, { permissions: [key], siteBound: true }])),
}

const rolesOf = ({ roles: names }: Given): Role[] => names.map(name => roles[name] as Role) // only names from above
const within = (some: Iterable<string>, all: Set<string>): boolean => new Set(some).isSubsetOf(all)

export function sitesOf(given: Given): Set<string> {
  if (given.sites === 'all' || rolesOf(given).some(({ allSites }) => allSites)) return new Set(places)
  return new Set(given.sites)
}

/** A site-bound role of somebody without sites still counts, as the rights that it gives with the first one. */
export function rightsOf(given: Given): Set<string> {
  const here = [...sitesOf(given), 'some site']
  const at = (keys: readonly string[], where: string[]) => keys.flatMap(key => where.map(place => `${key} @ ${place}`))
  return new Set([
    ...at(given.extra, everywhere),
    ...rolesOf(given).flatMap(({ permissions: keys, siteBound }) => at(keys, siteBound ? here : everywhere)),
  ])
}

export const holds = (who: Given, permission: string): boolean => rightsOf(who).has(`${permission} @ some site`)

/** What concerns the whole organization, a site-bound role does not give. */
export const holdsEverywhere = (who: Given, permission: string): boolean => rightsOf(who).has(`${permission} @ no site`)

/** Whether a permission counts for this person: held everywhere, or at one of the person’s sites. */
export const reaches = (who: Given, permission: string, whom: Given): boolean =>
  holdsEverywhere(who, permission) || [...sitesOf(whom)].some(place => rightsOf(who).has(`${permission} @ ${place}`))

/** Nobody manages somebody whose permissions exceed their own. */
export const covers = (who: Given, whom: Given): boolean => within(rightsOf(whom), rightsOf(who))

/**
 * M6: nobody gives what they don’t hold, and neither gives nor takes a site that they don’t have.
 * @param anew whether whoever changes it answers for all of it, as for an invitation
 */
export function mayGive(who: Given, after: Given, before: Given, anew: boolean): boolean {
  const moved = sitesOf(after).symmetricDifference(sitesOf(before))
  return covers(who, after) && within(anew ? moved.union(sitesOf(after)) : moved, sitesOf(who))
}
