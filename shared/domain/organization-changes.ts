import type { Caller } from './lifecycle.ts'
import type { Organization, OrganizationSettings } from './organizations.ts'
import { invalid } from './refusals.ts'
import { checkGrant, nothing } from './rights.ts'
import { OWNER, type Role } from './roles.ts'
import { checkEverywhere } from './sites.ts'

export type OrganizationWish = { name?: string; settings?: Partial<OrganizationSettings> }

type Situation = { caller: Caller; organization: Organization; roles: Role[]; at: string }

/** The same one when nothing changes. */
export function changeOrganization(situation: Situation, wish: OrganizationWish): Organization {
  const { caller, organization, roles, at } = situation
  checkEverywhere(caller, 'org:update')
  const settings = { ...organization.settings, ...wish.settings }
  const after = { ...organization, name: wish.name ?? organization.name, settings }
  const changed = changedFields(organization, after)
  if (changed.includes('settings.defaultRoleIds')) checkDefaults(caller, settings.defaultRoleIds, roles)
  return changed.length > 0 ? { ...after, updatedAt: at, version: organization.version + 1 } : organization
}

/** M6: who invites gives the default roles without choosing them, so whoever sets them gives them, again and again. */
function checkDefaults({ rights }: Caller, roleIds: string[], roles: Role[]): void {
  const path = 'settings.defaultRoleIds'
  const strange = roleIds.filter(id => !roles.some(role => role.id === id))
  if (strange.length > 0) throw invalid({ path, message: `there is no role ${strange.join(', ')}` })
  if (roleIds.includes(OWNER)) throw invalid({ path, message: 'must not have Owner: only an owner makes an owner, by name' })
  checkGrant(rights, { ...nothing, roleIds }, nothing, roles)
}

/** With another role in the place of a default one that is deleted. */
export function withDefaultRole(organization: Organization, roleId: string, replacement: string, at: string): Organization {
  const { settings, version } = organization
  const defaultRoleIds = [...new Set(settings.defaultRoleIds.map(id => (id === roleId ? replacement : id)))]
  return { ...organization, settings: { ...settings, defaultRoleIds }, updatedAt: at, version: version + 1 }
}

/** `name`, `settings.requireMfa` and so on: those in which two states differ. The order of a list means nothing. */
export function changedFields(before: Organization, after: Organization): string[] {
  const [one, other] = [fieldsOf(before), fieldsOf(after)]
  return Object.keys(other).filter(field => comparable(one[field]) !== comparable(other[field]))
}

export const fieldsOf = ({ name, settings }: Organization): Record<string, unknown> => ({
  name,
  ...Object.fromEntries(Object.entries(settings).map(([field, value]) => [`settings.${field}`, value])),
})

const comparable = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value)
