import type { Resource } from '../domain/resources.ts'
import type { UserStatus } from '../domain/users.ts'
import { type Actor, type EventType, eventWrite, newEvent, type Origin } from './events.ts'
import { stale } from './failures.ts'
import { join, ownedBy, resourceKey, userKey } from './keys.ts'
import type { Place, Table, Write } from './table.ts'

export type ResourceName = Pick<Resource, 'type' | 'id'>

export const resourceAt = (orgId: string, { type, id }: ResourceName): Place<Resource | undefined> => ({
  key: resourceKey(orgId, type, id),
  from: item => item?.resource as Resource | undefined, // as the writes below put it
})

const attributes = (orgId: string, resource: Resource) => ({ resource, ...ownerKeys(orgId, resource) })

/** Where the cell index lists it: in a partition of its owner, beside none of the users' own. */
const ownerKeys = (orgId: string, { ownerId, type, id }: Resource) => ({ cell: ownedBy(orgId, ownerId), cellKey: join(type, id) })

/** A deleted one may be there again at the same version, so its owner, whose count moves with it, is part of the condition. */
const unchanged = ({ version, ownerId }: Resource) => ({
  'resource.version': { is: version },
  'resource.ownerId': { is: ownerId },
})

const createResource = (orgId: string, resource: Resource): Write => ({
  put: { ...resourceKey(orgId, resource.type, resource.id), ...attributes(orgId, resource) },
  if: { pk: 'absent' },
  otherwise: stale,
})

export const changeResource = (orgId: string, before: Resource, after: Resource): Write => ({
  change: resourceKey(orgId, after.type, after.id),
  set: attributes(orgId, after),
  if: unchanged(before),
  otherwise: stale,
})

const removeResource = (orgId: string, before: Resource): Write => ({
  delete: resourceKey(orgId, before.type, before.id),
  if: unchanged(before),
  otherwise: stale,
})

/** Only somebody active comes to own more, and nobody whose resources are on the way to somebody else. */
const ownOneMore = (orgId: string, userId: string): Write => ({
  change: userKey(orgId, userId),
  add: { owns: 1 },
  if: { status: { is: 'active' satisfies UserStatus }, handingOver: 'absent' },
  otherwise: stale,
})

const ownOneLess = (orgId: string, userId: string): Write => ({
  change: userKey(orgId, userId),
  add: { owns: -1 },
  if: { owns: { atLeast: 1 } },
  otherwise: stale,
})

type By = { actor: Actor; origin: Origin; at: string }

/** From one state to another, with both owners' counts. */
export async function commitResource(
  table: Table,
  orgId: string,
  before: Resource | undefined,
  after: Resource,
  by: By,
): Promise<void> {
  const moves = before?.ownerId !== after.ownerId
  await table.transact([
    before ? changeResource(orgId, before, after) : createResource(orgId, after),
    ...(moves ? [ownOneMore(orgId, after.ownerId)] : []),
    ...(moves && before ? [ownOneLess(orgId, before.ownerId)] : []),
    eventOf(orgId, moves ? 'resource.assigned' : 'resource.renamed', before, after, by),
  ])
}

export async function commitRelease(table: Table, orgId: string, before: Resource, by: By): Promise<void> {
  await table.transact([
    removeResource(orgId, before),
    ownOneLess(orgId, before.ownerId),
    eventOf(orgId, 'resource.released', before, undefined, by),
  ])
}

const fields = ['name', 'ownerId', 'ownerName'] as const satisfies (keyof Resource)[]

/** T8: owners by the names that they had. */
function eventOf(orgId: string, type: EventType, before: Resource | undefined, after: Resource | undefined, by: By): Write {
  const changed = fields.filter(field => before?.[field] !== after?.[field])
  const changes = changed.map(field => [field, { before: before?.[field] ?? null, after: after?.[field] ?? null }])
  const { type: kind = '', id = '', name = '' } = after ?? before ?? {}
  const target = { type: 'resource' as const, id: `${kind}/${id}`, name }
  return eventWrite(newEvent({ orgId, type, target, changes: Object.fromEntries(changes), ...by }))
}
