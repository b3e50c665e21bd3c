import { changedFields, fieldsOf } from '../domain/organization-changes.ts'
import type { Organization } from '../domain/organizations.ts'
import { notFound } from '../domain/refusals.ts'
import { byStatus, type Counts, seatsOf, usersOf } from './counts.ts'
import { type Actor, eventWrite, newEvent, type Origin } from './events.ts'
import { stale } from './failures.ts'
import { directoryKey, organizationKey } from './keys.ts'
import type { Place, ReadTable, Write } from './table.ts'

export const organizationAt = (orgId: string): Place<Organization | undefined> => ({
  key: organizationKey(orgId),
  from: item => item?.organization as Organization | undefined, // as createOrganization put it
})

/** The organization of somebody who is a member: it is there. */
export const ownOrganizationAt = (orgId: string): Place<Organization> => ({
  key: organizationKey(orgId),
  from(item) {
    const organization = organizationAt(orgId).from(item)
    if (!organization) throw notFound()
    return organization
  },
})

/** L1, T9: what an organization shows of its counters. */
export const usageOf = (counts: Counts) => ({
  counts: byStatus(counts),
  seats: seatsOf(counts),
  users: usersOf(counts),
  warnings: counts.activeOwners === 1 ? ['single_owner' as const] : [],
})

export const createOrganization = (organization: Organization): Write[] => [
  { put: { ...organizationKey(organization.id), organization }, if: { pk: 'absent' }, otherwise: stale },
  { put: { ...directoryKey(organization.id), orgId: organization.id } },
]

/** T8: by the name that it has from now on. */
export function changeOrganization(before: Organization, after: Organization, by: { actor: Actor; origin: Origin }): Write[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const changes = Object.fromEntries(
    changedFields(before, after).map(field => [field, { before: was[field] ?? null, after: is[field] }]),
  )
  const { id, name, updatedAt: at } = after
  const target = { type: 'organization' as const, id, name }
  return [
    { change: organizationKey(id), set: { organization: after }, if: unchanged(before), otherwise: stale },
    eventWrite(newEvent({ orgId: id, type: 'organization.changed', at, target, changes, ...by })),
  ]
}

const unchanged = ({ version }: Organization) => ({ 'organization.version': { is: version } })

/** Name and settings are as they were read. */
export const organizationStands = (organization: Organization): Write => ({
  check: organizationKey(organization.id),
  if: unchanged(organization),
  otherwise: stale,
})

/** For operators only: ids of organizations, in order of age. */
export async function listOrganizationIds(table: ReadTable, limit: number, after?: string): Promise<string[]> {
  const range = { partition: directoryKey('').pk, limit, after: after === undefined ? undefined : directoryKey(after) }
  return (await table.range(range)).map(item => item.sk)
}
