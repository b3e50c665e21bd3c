import { Refusal } from '../domain/refusals.ts'
import { inviteAll, type Verdict } from './bulk-inviting.ts'
import { countsAt } from './counts.ts'
import { type Asked, newPlan, planned } from './invite-requests.ts'
import { countsKey } from './keys.ts'
import { type Rehearsal, rehearsal } from './rehearsing.ts'
import type { ReadTable } from './table.ts'

/**
 * The verdicts that the request would get at this moment, by carrying it out where nothing of it stays; and the seats that it needs:
 * where they don't suffice, by carrying it out once more with a seat for everybody.
 */
export async function rehearseInvites({ table, batch, wishes, claims }: Omit<Asked, 'body'>) {
  const { orgId } = batch.caller
  const asRead = rehearsal(table)
  const entries = planned(wishes, newPlan(wishes.length, batch))
  const carryOut = async (stage: Rehearsal) => {
    const before = await seatsFree(stage, orgId)
    const verdicts = await inviteAll(stage, batch, entries, claims, stage.transact)
    const needed = before - (await seatsFree(stage, orgId))
    return { verdicts, needed: Math.max(0, needed) } // who is offered a role without a seat may give one back
  }
  const tried = await carryOut(rehearsal(asRead))
  if (!tried.verdicts.some(isWithoutSeat)) return tried
  const roomy = rehearsal(asRead)
  await roomy.transact([{ change: countsKey(orgId), set: { seatsFree: entries.length } }])
  return { ...tried, needed: (await carryOut(roomy)).needed }
}

const seatsFree = async (table: ReadTable, orgId: string) => (await table.read({ counts: countsAt(orgId) })).counts.seatsFree

const isWithoutSeat = (verdict: Verdict) => verdict instanceof Refusal && verdict.code === 'seat_limit_reached'
