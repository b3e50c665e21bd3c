import type { GroupMappings } from '../domain/groups.ts'
import type { Ledger } from '../domain/ledger.ts'
import { withDefaultRole } from '../domain/organization-changes.ts'
import type { Organization } from '../domain/organizations.ts'
import { draftRole, type RoleWish, roleLimit, rolesFull } from '../domain/role-changes.ts'
import type { Role } from '../domain/roles.ts'
import { changeLimits, rulesStand, seatsAfterReplacing } from './count-rules.ts'
import { type Counts, noneMoved } from './counts.ts'
import { type Actor, type EventType, eventWrite, newEvent, type Origin } from './events.ts'
import type { Conditions, Item } from './expressions.ts'
import { stale } from './failures.ts'
import { replaceMapped } from './group-mappings.ts'
import { type Memory, type RememberedRequest, recall, remember, rememberedAt } from './idempotency.ts'
import { roleKey, rolesKey } from './keys.ts'
import { leavingFor, noneGoneSince } from './ledger.ts'
import { changeOrganization, organizationStands } from './organizations.ts'
import { attributeOf, packRole } from './roles.ts'
import type { Table, Write } from './table.ts'

type By = { actor: Actor; origin: Origin; at: string }
/** A role with what only its own page shows. */
export type RoleDetails = { role: Role; description: string }
type Plan = { roleId: string }

export const roleRecordAt = (request: RememberedRequest) => rememberedAt<Plan, null>(request)

/** Bytes: every call reads all roles, and pays for each 4 KB. */
const mostBytes = 14_000
const bytesOf = (role: Role) => Buffer.byteLength(attributeOf(role.id) + packRole(role).role) + 16 // a number and two names

/** As it was read. */
const unchanged = (role: Role): Conditions => ({ [`${attributeOf(role.id)}.version`]: { is: role.version } })

/** As it was answered first, whatever became of the role since; null when this is the first time. */
export function recallRole(memory: Memory<Plan, null> | null, wish: RoleWish & { name: string }, at: string): Role | null {
  const recalled = memory && recall(memory.record, memory.bodyHash, at)
  return recalled && draftRole(recalled.plan.roleId, wish)
}

export async function createRole(
  table: Table,
  orgId: string,
  details: RoleDetails,
  memory: Memory<Plan, null> | null,
  by: By,
): Promise<void> {
  const { role, description } = details
  const plan: Plan = { roleId: role.id }
  await table.transact([
    ...(memory ? [remember(memory.request, memory.bodyHash, plan, by.at, memory.record, null)] : []),
    {
      change: rolesKey(orgId),
      set: { [attributeOf(role.id)]: packRole(role) },
      add: { customRoles: 1, roleBytes: bytesOf(role) },
      if: {
        customRoles: { upTo: roleLimit - 1 },
        roleBytes: { upTo: mostBytes - bytesOf(role) },
        [attributeOf(role.id)]: 'absent',
      },
      otherwise: current => (current?.[attributeOf(role.id)] ? stale() : rolesFull(Number(current?.customRoles))), // an id that is taken
    },
    ...describe(orgId, role.id, '', description),
    eventOf(orgId, 'role.created', { role, after: details }, by),
  ])
}

/** D10: one write, whoever has it. */
export async function commitRoleChange(
  table: Table,
  orgId: string,
  before: RoleDetails,
  after: RoleDetails,
  by: By,
): Promise<void> {
  const attribute = attributeOf(after.role.id)
  const grown = bytesOf(after.role) - bytesOf(before.role)
  await table.transact([
    {
      change: rolesKey(orgId),
      set: { [attribute]: packRole(after.role) },
      add: { roleBytes: grown },
      if: { ...unchanged(before.role), ...(grown > 0 && { roleBytes: { upTo: mostBytes - grown } }) },
      otherwise: current => (isFull(current, grown) ? rolesFull(Number(current?.customRoles)) : stale()),
    },
    ...describe(orgId, after.role.id, before.description, after.description),
    eventOf(orgId, 'role.changed', { role: after.role, before, after }, by),
  ])
}

const isFull = (current: Item | undefined, grown: number) => Number(current?.roleBytes) > mostBytes - grown

const describe = (orgId: string, roleId: string, before: string, description: string): Write[] => {
  if (before === description) return []
  const key = roleKey(orgId, roleId)
  return [description === '' ? { delete: key } : { put: { ...key, description } }]
}

type Using = { ledger: Ledger; organization: Organization; counts: Counts; mappings: GroupMappings }
type Deletion = Using & { details: RoleDetails; replacement: Role | null }

/**
 * Gone with this transaction: nobody can be given it any more. Whoever has it has the replacement at once, and in their rows a while
 * later; where there is none, nobody came to have it since it was counted.
 */
export async function commitRoleDeletion(table: Table, orgId: string, deletion: Deletion, by: By): Promise<void> {
  const { details, replacement, ledger, organization, counts, mappings } = deletion
  const { role } = details
  const attribute = attributeOf(role.id)
  const seats = replacement && seatsAfterReplacing(counts, role, replacement.id)
  const isDefault = organization.settings.defaultRoleIds.includes(role.id)
  await table.transact([
    {
      change: rolesKey(orgId),
      set: leavingFor(role.id, replacement?.id ?? null, ledger),
      remove: [attribute],
      add: { customRoles: -1, roleBytes: -bytesOf(role), deletions: 1 },
      if: { ...noneGoneSince(ledger), ...unchanged(role) },
      otherwise: stale,
    },
    ...describe(orgId, role.id, details.description, ''),
    seats ? changeLimits(orgId, counts, seats) : replacement ? rulesStand(orgId, counts) : noneMoved(orgId, counts),
    ...(replacement && isDefault
      ? changeOrganization(organization, withDefaultRole(organization, role.id, replacement.id, by.at), by)
      : [organizationStands(organization)]),
    ...replaceMapped(organization, mappings, { from: role.id, to: replacement?.id ?? null }, by),
    eventOf(orgId, 'role.deleted', { role, before: details, replacement }, by),
  ])
}

const told = ({ role: { name, permissions, siteBound }, description }: RoleDetails): Record<string, unknown> => ({
  name,
  description,
  permissions,
  siteBound,
})

type Change = { role: Role; before?: RoleDetails; after?: RoleDetails; replacement?: Role | null }

/** T8: by the name that the role has now, or had. */
function eventOf(orgId: string, type: EventType, { role, before, after, replacement }: Change, by: By): Write {
  const [was, is] = [before ? told(before) : {}, after ? told(after) : {}]
  const fields = Object.keys({ ...was, ...is }).filter(field => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
  const changes = {
    ...Object.fromEntries(fields.map(field => [field, { before: was[field] ?? null, after: is[field] ?? null }])),
    ...(replacement && { replaceWith: { before: null, after: replacement.id } }),
  }
  return eventWrite(newEvent({ orgId, type, target: { type: 'role', id: role.id, name: role.name }, changes, ...by }))
}
