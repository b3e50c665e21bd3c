import type { Caller } from './lifecycle.ts'
import { invalid } from './refusals.ts'
import { checkGrant, nothing } from './rights.ts'
import { OWNER, type Role } from './roles.ts'
import { checkEverywhere } from './sites.ts'

export type GroupMapping = { group: string; roleIds: string[] }

/** What somebody gets who is in none of the mapped groups. */
export const unmappedRules = ['default-roles', 'no-access'] as const
export type UnmappedRule = (typeof unmappedRules)[number]

export type GroupWish = { provider: string | null; mappings: GroupMapping[]; unmapped: UnmappedRule }

/** L7: which roles an organization gives for the groups of an identity provider. */
export type GroupMappings = GroupWish & { updatedAt: string | null; version: number }

/** Of an organization that never mapped any. */
export const noMappings: GroupMappings = { provider: null, mappings: [], unmapped: 'default-roles', updatedAt: null, version: 0 }

/** The provider whose groups decide roles here; null: nobody's do. Without a single mapping they are switched off. */
export const decidingProvider = ({ provider, mappings }: Pick<GroupMappings, 'provider' | 'mappings'>): string | null =>
  mappings.length > 0 ? provider : null

type Situation = { caller: Caller; before: GroupMappings; roles: Role[]; defaultRoleIds: string[]; at: string }

/** Whether some group gives the role. */
export const isMapped = ({ mappings }: GroupMappings, roleId: string): boolean =>
  mappings.some(({ roleIds }) => roleIds.includes(roleId))

/** Which of the groups give the role. */
export const groupsGiving = ({ mappings }: GroupMappings, groups: string[], roleId: string): string[] =>
  mappings.filter(({ group, roleIds }) => groups.includes(group) && roleIds.includes(roleId)).map(({ group }) => group)

/** With another role in the place of one that goes. */
export const withMappedRole = (before: GroupMappings, roleId: string, replacement: string, at: string): GroupMappings => ({
  ...before,
  mappings: before.mappings.map(({ group, roleIds }) => ({
    group,
    roleIds: [...new Set(roleIds.map(id => (id === roleId ? replacement : id)))],
  })),
  updatedAt: at,
  version: before.version + 1,
})

/** The same when nothing changes. */
export function replaceMappings({ caller, before, roles, defaultRoleIds, at }: Situation, wish: GroupWish): GroupMappings {
  checkEverywhere(caller, 'org:update')
  checkMappings(wish, roles)
  const changed = !sameFor(before, wish) || changedGroups(before, wish).length > 0
  if (!changed) return before
  checkGrant(caller.rights, { ...nothing, roleIds: concerned(before, wish, defaultRoleIds) }, nothing, roles)
  return { ...wish, updatedAt: at, version: before.version + 1 }
}

function checkMappings({ provider, mappings }: GroupWish, roles: Role[]): void {
  const known = new Set(roles.map(({ id }) => id))
  const faults = mappings.flatMap(({ roleIds }, index) => {
    const path = `mappings.${index}.roleIds`
    const strange = roleIds.filter(id => !known.has(id))
    return [
      ...(strange.length > 0 ? [{ path, message: `there is no role ${strange.join(', ')}` }] : []),
      ...(roleIds.includes(OWNER) ? [{ path, message: 'must not have Owner: only an owner makes an owner, by name' }] : []),
    ]
  })
  const nameless = provider === null && mappings.length > 0
  if (nameless) faults.push({ path: 'provider', message: 'is missing: whose groups are these?' })
  if (faults.length > 0) throw invalid(...faults)
}

/** Whether everybody is treated alike by both, but for the groups. */
const sameFor = (one: GroupWish, other: GroupWish) => one.provider === other.provider && one.unmapped === other.unmapped

const rolesFor = ({ mappings }: GroupWish, group: string) => mappings.find(one => one.group === group)?.roleIds ?? []
/** The order of a list of ids means nothing. */
export const listed = (ids: string[]): string => ids.toSorted().join(' ')

function changedGroups(before: GroupWish, after: GroupWish): string[] {
  const groups = [...before.mappings, ...after.mappings].map(({ group }) => group)
  return [...new Set(groups)].filter(group => listed(rolesFor(before, group)) !== listed(rolesFor(after, group)))
}

/**
 * M6: whoever maps gives these roles at every sign-in, and takes those away that were mapped before: of every group that changes, and of
 * all when it is another provider's. With the default ones, where from now on whoever is in no mapped group gets them.
 */
function concerned(before: GroupWish, after: GroupWish, defaultRoleIds: string[]): string[] {
  const groups = sameFor(before, after)
    ? changedGroups(before, after)
    : [...before.mappings, ...after.mappings].map(one => one.group)
  const mapped = groups.flatMap(group => [...rolesFor(before, group), ...rolesFor(after, group)])
  const givesDefaults = after.unmapped === 'default-roles' && decidingProvider(after) !== null && !sameFor(before, after)
  return [...new Set([...mapped, ...(givesDefaults ? defaultRoleIds : [])])]
}
