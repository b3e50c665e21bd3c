import { decidingProvider, type GroupMappings, isMapped, noMappings, withMappedRole } from '../domain/groups.ts'
import type { Ledger } from '../domain/ledger.ts'
import type { Organization } from '../domain/organizations.ts'
import { type Actor, eventWrite, newEvent, type Origin } from './events.ts'
import { stale } from './failures.ts'
import { groupsKey, rolesKey } from './keys.ts'
import { noneGoneSince } from './ledger.ts'
import type { Place, Table, Write } from './table.ts'

export const groupMappingsAt = (orgId: string): Place<GroupMappings> => ({
  key: groupsKey(orgId),
  from: item => (item?.groups ?? noMappings) as GroupMappings, // as commitMappings put it
})

/** Goes with whatever follows from the mapping: it is still the one that was read. */
export const mappingsStand = (orgId: string, { version }: GroupMappings): Write => ({
  check: groupsKey(orgId),
  if: version === 0 ? { pk: 'absent' } : { 'groups.version': { is: version } },
  otherwise: stale,
})

type By = { actor: Actor; origin: Origin; at: string }

const told = ['provider', 'mappings', 'unmapped'] as const satisfies (keyof GroupMappings)[]

/** A role that goes is mapped nowhere, or another one in its place from the same moment on. */
export const replaceMapped = (
  organization: Organization,
  before: GroupMappings,
  { from, to }: { from: string; to: string | null },
  by: By,
): Write[] =>
  to !== null && isMapped(before, from)
    ? changeMappings(organization, before, withMappedRole(before, from, to, by.at), by)
    : [mappingsStand(organization.id, before)]

function changeMappings({ id: orgId, name }: Organization, before: GroupMappings, after: GroupMappings, by: By): Write[] {
  const changed = told.filter(field => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
  const changes = Object.fromEntries(changed.map(field => [field, { before: before[field], after: after[field] }]))
  const target = { type: 'organization' as const, id: orgId, name }
  const { if: asRead } = mappingsStand(orgId, before)
  return [
    { put: { ...groupsKey(orgId), groups: after }, if: asRead, otherwise: stale },
    eventWrite(newEvent({ orgId, type: 'group_mappings.changed', target, changes, ...by })),
  ]
}

/** Who decides stands beside the roles, where every caller's rights are read. No role that is gone is mapped. */
export async function commitMappings(
  table: Table,
  organization: Organization,
  { before, after, ledger }: { before: GroupMappings; after: GroupMappings; ledger: Ledger },
  by: By,
): Promise<void> {
  const groupsFrom = decidingProvider(after) ?? undefined
  if (after.mappings.some(({ roleIds }) => roleIds.some(id => id in ledger.leaving))) throw stale()
  await table.transact([
    ...changeMappings(organization, before, after, by),
    { change: rolesKey(organization.id), set: { groupsFrom }, if: noneGoneSince(ledger), otherwise: stale },
  ])
}
