import { type GroupMapping, type GroupMappings, listed } from './groups.ts'
import { isWithheld } from './managed.ts'
import { next } from './managing.ts'
import { MEMBER, OWNER, type Role } from './roles.ts'
import type { User } from './users.ts'

/** Somebody as their groups make them, and which of these are mapped. */
export type Grouped = { user: User; groups: string[] }

type SigningIn = { mappings: GroupMappings; groups: string[]; roles: Role[]; defaultRoleIds: string[]; at: string }

/** At a sign-in through the provider. Owner stays as it is, so the last owner does. Null when nothing changes. */
export function regroup({ user, groups: before }: Grouped, signingIn: SigningIn): Grouped | null {
  const { mappings, groups: given } = signingIn
  if (!(user.status === 'active' || isWithheld(user)) || user.displacedAt !== null) return null
  const mapped = mappings.mappings.filter(({ group }) => given.includes(group))
  const groups = mapped.map(({ group }) => group).toSorted()
  const change =
    groups.length === 0 && mappings.unmapped === 'no-access' ? withholding(user, signingIn) : giving(user, mapped, signingIn)
  const wanted = { ...change, managedBy: mappings.provider }
  const fields = Object.keys(wanted) as (keyof typeof wanted)[] // its own keys
  const same =
    fields.every(field => JSON.stringify(user[field]) === JSON.stringify(wanted[field])) && listed(groups) === listed(before)
  return same ? null : { user: next(user, wanted, signingIn.at), groups }
}

type Change = Partial<Pick<User, 'roleIds' | 'status' | 'withheldAt'>>

/** An owner needs no group to come in. */
function withholding(user: User, { at }: SigningIn): Change {
  if (user.roleIds.includes(OWNER)) return { roleIds: [OWNER] }
  return { status: 'suspended', withheldAt: user.withheldAt ?? at }
}

function giving(user: User, mapped: GroupMapping[], { roles, defaultRoleIds }: SigningIn): Change {
  const wanted = mapped.length > 0 ? mapped.flatMap(({ roleIds }) => roleIds) : defaultRoleIds
  const there = wanted.filter(id => id !== OWNER && roles.some(role => role.id === id))
  const some = there.length > 0 ? there : user.roleIds.includes(OWNER) ? [] : [MEMBER]
  const roleIds = [...new Set([...user.roleIds.filter(id => id === OWNER), ...some])]
  return { roleIds: listed(roleIds) === listed(user.roleIds) ? user.roleIds : roleIds, status: 'active', withheldAt: null }
}
