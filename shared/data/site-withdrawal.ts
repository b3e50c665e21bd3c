import { next } from '../domain/managing.ts'
import type { SiteLedger } from '../domain/site-ledger.ts'
import { withoutSite } from '../domain/sites.ts'
import type { User } from '../domain/users.ts'
import { type AuditEvent, changesOf, eventWrite, newEvent, targetOf } from './events.ts'
import { backoff, Stale } from './failures.ts'
import { rolesKey } from './keys.ts'
import { listHolders } from './site-lists.ts'
import { leavingOf, noneGone, siteLedgerAt } from './sites.ts'
import type { Table, Write } from './table.ts'
import { changeUser, userAt } from './users.ts'

/** Two writes each and one check; small, so that one person who changes meanwhile holds up few. */
const peopleAtOnce = 25
const tries = 8

type Withdrawing = { table: Table; orgId: string; now: () => string; isLate: () => boolean }
type Deleted = Pick<AuditEvent, 'actor' | 'origin'> & { siteId: string }

/**
 * Takes a deleted site out of the rows of its people, each with an event of its own, or puts the other one in its place. Once it is
 * deleted nobody can be given it, so whoever has it is found by going through all rows once; who has it no longer was done before. Throws
 * when there is more to do than time: whoever called comes again.
 */
export async function withdrawFromAll(withdrawing: Withdrawing, deleted: Deleted): Promise<void> {
  const { table, orgId, isLate } = withdrawing
  for (let attempt = 0; attempt < tries && !isLate(); attempt++) {
    const { ledger } = await table.read({ ledger: siteLedgerAt(orgId) })
    if (!(deleted.siteId in ledger.leaving)) return
    if (await goThrough(withdrawing, deleted, ledger)) {
      await table.update({ change: rolesKey(orgId), remove: [leavingOf(deleted.siteId)] })
      return
    }
    await backoff(attempt)
  }
  throw new Error(`Not everybody has lost ${deleted.siteId} yet: the rest comes again.`)
}

/** Returns whether nobody has it any more. */
async function goThrough(withdrawing: Withdrawing, deleted: Deleted, ledger: SiteLedger): Promise<boolean> {
  const { table, orgId, isLate } = withdrawing
  let [done, after]: [boolean, string | undefined] = [true, undefined]
  do {
    const { userIds, next } = await listHolders(table, orgId, deleted.siteId, after)
    for (let from = 0; from < userIds.length && !isLate(); from += peopleAtOnce)
      done = (await withdraw(withdrawing, deleted, ledger, userIds.slice(from, from + peopleAtOnce))) && done
    after = next
  } while (after !== undefined && !isLate())
  return done && !isLate()
}

/** False when somebody was faster: then all are looked at again. */
async function withdraw(
  { table, orgId, now }: Withdrawing,
  deleted: Deleted,
  ledger: SiteLedger,
  userIds: string[],
): Promise<boolean> {
  const { records } = await table.read({ records: userIds.map(id => userAt(orgId, id)) })
  const at = now()
  const replacement = ledger.leaving[deleted.siteId] ?? null
  const changes = records.flatMap(record => (record ? withdrawal(orgId, record.user, deleted, replacement, at) : []))
  if (changes.length === 0) return true
  try {
    await table.transact([...changes, noneGone(orgId, ledger)])
    return true
  } catch (error) {
    if (error instanceof Stale) return false
    throw error
  }
}

function withdrawal(
  orgId: string,
  before: User,
  { siteId, actor, origin }: Deleted,
  replacement: string | null,
  at: string,
): Write[] {
  if (before.siteIds === 'all' || !before.siteIds.includes(siteId)) return []
  const after = next(before, { siteIds: withoutSite(before.siteIds, siteId, replacement) }, at)
  const [target, changes] = [targetOf(after), changesOf(before, after)]
  return [
    changeUser(orgId, before, after),
    eventWrite(newEvent({ orgId, type: 'user.changed', at, actor, target, changes, origin })),
  ]
}
