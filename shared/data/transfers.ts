import { handOver } from '../domain/resources.ts'
import type { Transfer } from '../domain/transfers.ts'
import { type Actor, eventWrite, newEvent, type Origin } from './events.ts'
import { backoff, Stale, stale } from './failures.ts'
import { transferKey, userKey } from './keys.ts'
import { listOwned } from './resource-lists.ts'
import { changeResource, type ResourceName, resourceAt } from './resources.ts'
import type { Place, Table, Write } from './table.ts'
import { userAt } from './users.ts'

/** Who asked for it, for the event of its end. */
export type StoredTransfer = Transfer & { by: Actor; origin: Origin }

export const transferAt = (orgId: string, userId: string): Place<StoredTransfer | undefined> => ({
  key: transferKey(orgId, userId),
  from: item => item?.transfer as StoredTransfer | undefined, // as the writes below put it
})

/** What goes with the giver's own change, which says `handingOver`. Nothing new begins at either end until all has arrived. */
export const beginTransfer = (orgId: string, transfer: StoredTransfer): Write[] => [
  { put: { ...transferKey(orgId, transfer.from), transfer } },
  {
    change: userKey(orgId, transfer.to),
    add: { receiving: 1 },
    if: { status: { is: 'active' }, handingOver: 'absent' },
    otherwise: stale,
  },
]

export const removeTransfer = (orgId: string, userId: string): Write => ({ delete: transferKey(orgId, userId) })

/** With the transfer and both people they are fewer than the hundred items of a transaction. */
const pageSize = 90
const tries = 8

type Moving = { table: Table; orgId: string; now: () => string; isLate: () => boolean }

/**
 * A6: moves what is left of somebody's transfer. The owner's count says when all is done, because the index that lists the resources
 * lags; each transaction moves some of them, the counts and `moved` together, so that no crash, repeat or second run moves one twice.
 * Throws when there is more to do than time: whoever called comes again.
 */
export async function moveAll(moving: Moving, userId: string): Promise<void> {
  const { table, orgId, isLate } = moving
  for (let idle = 0; idle < tries && !isLate(); ) {
    const { transfer, record } = await table.read({ transfer: transferAt(orgId, userId), record: userAt(orgId, userId) })
    if (!transfer || transfer.finishedAt || !record) return
    const done = record.owns > 0 ? await moveListed(moving, transfer) : await end(moving, transfer)
    if (done > 0 && record.owns === 0) return
    if (done > 0) idle = 0
    else await backoff(idle++)
  }
  throw new Error(`Not all resources of ${userId} are moved yet: the rest comes again.`)
}

/** Page after page of what the index lists. Returns how many went. */
async function moveListed(moving: Moving, { from }: StoredTransfer): Promise<number> {
  const { table, orgId, isLate } = moving
  let [moved, after]: [number, ResourceName | undefined] = [0, undefined]
  do {
    const page = await listOwned(table, { orgId, ownerId: from, after, limit: pageSize })
    moved += page.length > 0 ? await movePage(moving, from, page) : 0
    after = page.length === pageSize ? page.at(-1) : undefined
  } while (after && !isLate())
  return moved
}

async function movePage({ table, orgId, now }: Moving, from: string, names: ResourceName[]): Promise<number> {
  const { transfer, resources } = await table.read({
    transfer: transferAt(orgId, from),
    resources: names.map(name => resourceAt(orgId, name)),
  })
  const owned = resources.filter(resource => resource !== undefined).filter(({ ownerId }) => ownerId === from)
  if (!transfer || transfer.finishedAt || owned.length === 0) return 0
  const at = now()
  return committed(table, owned.length, [
    ...owned.map(resource => changeResource(orgId, resource, handOver(resource, transfer, at))),
    ...moveCounts(orgId, transfer, owned.length),
  ])
}

const moveCounts = (orgId: string, { from, to, moved }: Transfer, count: number): Write[] => [
  {
    change: userKey(orgId, from),
    add: { owns: -count },
    if: { handingOver: { is: to }, owns: { atLeast: count } },
    otherwise: stale,
  },
  { change: userKey(orgId, to), add: { owns: count }, if: { receiving: { atLeast: 1 } }, otherwise: stale },
  {
    change: transferKey(orgId, from),
    set: { 'transfer.moved': moved + count },
    if: { 'transfer.to': { is: to }, 'transfer.moved': { is: moved }, 'transfer.finishedAt': { is: null } },
    otherwise: stale,
  },
]

/** Nothing is left: both people are free again, and the event tells what was moved. */
async function end({ table, orgId, now }: Moving, transfer: StoredTransfer): Promise<number> {
  const { from, fromName, to, toName, moved, by, origin } = transfer
  const at = now()
  const event = newEvent({
    orgId,
    type: 'resources.transferred',
    at,
    actor: by,
    target: { type: 'user', id: from, name: fromName },
    changes: {},
    transfer: { to, toName, resources: moved },
    origin,
  })
  return committed(table, 1, [
    {
      change: userKey(orgId, from),
      remove: ['handingOver'],
      if: { owns: 'zero', handingOver: { is: to } },
      otherwise: stale,
    },
    { change: userKey(orgId, to), add: { receiving: -1 }, if: { receiving: { atLeast: 1 } }, otherwise: stale },
    {
      change: transferKey(orgId, from),
      set: { 'transfer.finishedAt': at },
      if: { 'transfer.to': { is: to }, 'transfer.moved': { is: moved }, 'transfer.finishedAt': { is: null } },
      otherwise: stale,
    },
    eventWrite(event),
  ])
}

/** None when somebody was faster: then it is read again. */
async function committed(table: Table, count: number, writes: Write[]): Promise<number> {
  try {
    await table.transact(writes)
    return count
  } catch (error) {
    if (error instanceof Stale) return 0
    throw error
  }
}
