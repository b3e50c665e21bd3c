import { type Ledger, settledIn } from '../domain/ledger.ts'
import { changesGrants, next } from '../domain/managing.ts'
import type { User } from '../domain/users.ts'
import { forgetCells } from './count-rules.ts'
import { countsAt } from './counts.ts'
import { type AuditEvent, changesOf, newEvent, targetOf } from './events.ts'
import { backoff, Stale } from './failures.ts'
import { rolesKey } from './keys.ts'
import { leavingOf, ledgerAt, noneGone } from './ledger.ts'
import { type MembershipChange, membershipWrites } from './memberships.ts'
import { listHolders } from './site-lists.ts'
import type { Table } from './table.ts'
import { changeUser, userAt } from './users.ts'

/** Two writes each and two for all; small, so that one person who changes meanwhile holds up few. */
const peopleAtOnce = 25
const tries = 8

type Withdrawing = { table: Table; orgId: string; now: () => string; isLate: () => boolean }
/** A site or a role, and who deleted it. */
type Deleted = Pick<AuditEvent, 'actor' | 'origin'> & { goneId: string }

/**
 * Takes what was deleted out of the rows of its people, each with an event of its own, or puts the other one in its place. Once it is
 * deleted nobody can be given it, so whoever has it is found by going through all rows once; who has it no longer was done before. Throws
 * when there is more to do than time: whoever called comes again.
 */
export async function withdrawFromAll(withdrawing: Withdrawing, deleted: Deleted): Promise<void> {
  const { table, orgId, isLate } = withdrawing
  for (let attempt = 0; attempt < tries && !isLate(); attempt++) {
    const { ledger, counts } = await table.read({ ledger: ledgerAt(orgId), counts: countsAt(orgId) })
    if (!(deleted.goneId in ledger.leaving)) {
      const forgotten = forgetCells(orgId, counts, deleted.goneId)
      return forgotten ? table.update(forgotten) : undefined
    }
    if (await goThrough(withdrawing, deleted, ledger))
      await table.update({ change: rolesKey(orgId), remove: [leavingOf(deleted.goneId)] })
    else await backoff(attempt)
  }
  throw new Error(`Not everybody has lost ${deleted.goneId} yet: the rest comes again.`)
}

/** Returns whether nobody has it any more. */
async function goThrough(withdrawing: Withdrawing, { goneId, ...by }: Deleted, ledger: Ledger): Promise<boolean> {
  const { table, orgId, isLate } = withdrawing
  let [done, after]: [boolean, string | undefined] = [true, undefined]
  do {
    const { userIds, next } = await listHolders(table, orgId, goneId, after)
    for (let from = 0; from < userIds.length && !isLate(); from += peopleAtOnce)
      done = (await withdraw(withdrawing, by, ledger, userIds.slice(from, from + peopleAtOnce))) && done
    after = next
  } while (after !== undefined && !isLate())
  return done && !isLate()
}

type By = Omit<Deleted, 'goneId'>

/** False when somebody was faster: then all are looked at again. */
async function withdraw({ table, orgId, now }: Withdrawing, by: By, ledger: Ledger, userIds: string[]): Promise<boolean> {
  const { records, counts } = await table.read({ records: userIds.map(id => userAt(orgId, id)), counts: countsAt(orgId) })
  const at = now()
  const changes = records.flatMap(record => (record ? withdrawal(orgId, record.user, by, ledger, at) : []))
  if (changes.length === 0) return true
  try {
    await table.transact([...membershipWrites(orgId, counts, changes), noneGone(orgId, ledger)])
    return true
  } catch (error) {
    if (error instanceof Stale) return false
    throw error
  }
}

function withdrawal(orgId: string, before: User, { actor, origin }: By, ledger: Ledger, at: string): MembershipChange[] {
  const { roleIds, siteIds } = settledIn(before, ledger)
  if (!changesGrants(before, { ...before, roleIds, siteIds })) return []
  const after = next(before, { roleIds, siteIds }, at)
  const [target, changes] = [targetOf(after), changesOf(before, after)]
  const event = newEvent({ orgId, type: 'user.changed', at, actor, target, changes, origin })
  return [{ before, after, writes: [changeUser(orgId, before, after)], event }]
}
