import type { Organization } from '../domain/organizations.ts'
import { stale } from './failures.ts'
import { rolesKey } from './keys.ts'
import type { Place, Write } from './table.ts'

/** Whether the organization asks for a second factor. It stands in the roles' item, too, which is read with every caller anyway. */
export const requiresMfaAt = (orgId: string): Place<boolean> => ({
  key: rolesKey(orgId),
  from: item => item?.requireMfa === true,
})

/** Where that changes. A transaction has one write for each item, so what else was to hold of this one goes with it. */
export function changeRequiredFactors(before: Organization, after: Organization, given: Write[]): Write[] {
  const { requireMfa } = after.settings
  if (requireMfa === before.settings.requireMfa) return given
  const own = rolesKey(after.id)
  const conditions = given.flatMap(write => ('check' in write ? [write.if] : []))
  return [{ change: own, set: { requireMfa }, if: Object.assign({}, ...conditions), otherwise: stale }]
}
