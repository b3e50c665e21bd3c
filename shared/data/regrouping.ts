import type { Assertion } from '../domain/federation.ts'
import { decidingProvider, type GroupMappings } from '../domain/groups.ts'
import type { Identity } from '../domain/identities.ts'
import type { Ledger } from '../domain/ledger.ts'
import { isWithheld } from '../domain/managed.ts'
import { type Grouped, regroup } from '../domain/regrouping.ts'
import type { Role } from '../domain/roles.ts'
import { sessionsEndAt } from '../domain/sessions.ts'
import type { User, UserRecord } from '../domain/users.ts'
import { type Counts, countsAt } from './counts.ts'
import { type Actor, changesOf, type EventType, newEvent, type Origin, targetOf } from './events.ts'
import { groupMappingsAt, mappingsStand } from './group-mappings.ts'
import { grantsStand, ledgerAt } from './ledger.ts'
import { membershipWrites } from './memberships.ts'
import { organizationAt } from './organizations.ts'
import { rolesAt } from './roles.ts'
import type { ReadTable, Table } from './table.ts'
import { changeUser, userAt } from './users.ts'

type By = { at: string; origin: Origin }

/** One organization where the provider's groups decide what this person is. */
type Concerned = {
  orgId: string
  record: UserRecord
  counts: Counts
  roles: Role[]
  ledger: Ledger
  mappings: GroupMappings
  defaultRoleIds: string[]
}

/**
 * L7: at each sign-in through the provider, one transaction for each organization that maps it and where that changes something.
 * @returns whether somebody who was kept out somewhere may come in again
 */
export async function commitRegrouping(table: Table, identity: Identity, assertion: Assertion, by: By): Promise<boolean> {
  const concerned = await readConcerned(table, identity, assertion.provider)
  const types = await Promise.all(concerned.map(one => regroupIn(table, one, assertion, by)))
  return types.includes('user.reactivated')
}

async function readConcerned(table: ReadTable, { userId, memberships }: Identity, provider: string): Promise<Concerned[]> {
  const orgIds = Object.keys(memberships).filter(orgId => ['active', 'suspended'].includes(memberships[orgId] ?? ''))
  const placesOf = (orgId: string) => ({
    record: userAt(orgId, userId),
    counts: countsAt(orgId),
    roles: rolesAt(orgId),
    ledger: ledgerAt(orgId),
    mappings: groupMappingsAt(orgId),
    organization: organizationAt(orgId),
  })
  const found = await table.read(Object.fromEntries(orgIds.map(orgId => [orgId, placesOf(orgId)])))
  return Object.entries(found).flatMap(([orgId, { record, organization, ...rest }]) =>
    record && organization && decidingProvider(rest.mappings) === provider
      ? [{ orgId, record, defaultRoleIds: organization.settings.defaultRoleIds, ...rest }]
      : [],
  )
}

async function regroupIn(
  table: Table,
  one: Concerned,
  { groups, provider }: Assertion,
  { at, origin }: By,
): Promise<EventType | null> {
  const { orgId, record, counts, roles, ledger, mappings, defaultRoleIds } = one
  const before: Grouped = { user: record.user, groups: record.groups }
  const after = regroup(before, { mappings, groups, roles, defaultRoleIds, at })
  if (!after) return null
  const type = eventTypeOf(before.user, after.user)
  const beside = { groups: after.groups, ...(type === 'user.suspended' && { sessionsValidAfter: sessionsEndAt(at) }) }
  const actor: Actor = { kind: 'system', id: null, name: provider }
  const event = newEvent({ orgId, type, at, actor, target: targetOf(after.user), changes: toldOf(before, after), origin })
  const writes = [changeUser(orgId, before.user, after.user, beside), mappingsStand(orgId, mappings)]
  const change = { before: before.user, after: after.user, writes, event }
  const given = type === 'user.suspended' ? [] : grantsStand(orgId, ledger, [{ roleIds: after.user.roleIds }])
  await table.transact([...membershipWrites(orgId, counts, [change]), ...given])
  return type
}

function eventTypeOf(before: User, after: User): EventType {
  if (before.status === after.status) return 'user.changed'
  return isWithheld(after) ? 'user.suspended' : 'user.reactivated'
}

const toldOf = (before: Grouped, after: Grouped) => ({
  ...changesOf(before.user, after.user),
  ...(before.groups.join() !== after.groups.join() && { groups: { before: before.groups, after: after.groups } }),
})
