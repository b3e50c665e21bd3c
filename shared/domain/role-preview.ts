import { type Grants, type Rights, rightsOf } from './rights.ts'
import type { Role } from './roles.ts'

/** Permissions that reach further than before, or less far; one that comes or goes altogether is among them. */
export type Effect = { gains: string[]; loses: string[] }

/** D10: what somebody would gain and lose: what another role gives as well is neither. */
export function effectOn(user: Grants, roles: Role[], before: Role, after: Role): Effect {
  const changed = roles.map(role => (role.id === before.id ? after : role))
  return effectBetween(rightsOf(user, roles), rightsOf(user, changed))
}

/** The same for somebody who has nothing but this role. */
export const effectAlone = (before: Role, after: Role): Effect => {
  const alone = (role: Role) => rightsOf({ roleIds: [role.id], extraPermissions: [], siteIds: [] }, [role])
  return effectBetween(alone(before), alone(after))
}

function effectBetween(before: Rights, after: Rights): Effect {
  const all = [...new Set([before, after].flatMap(({ everywhere, atSites }) => [...everywhere, ...atSites]))].toSorted()
  return {
    gains: all.filter(permission => reach(after, permission) > reach(before, permission)),
    loses: all.filter(permission => reach(after, permission) < reach(before, permission)),
  }
}

const reach = ({ everywhere, atSites }: Rights, permission: string) =>
  everywhere.has(permission) ? 2 : atSites.has(permission) ? 1 : 0
