import { type Batch, inviteAll, type Planned } from './bulk-inviting.ts'
import { countsAt } from './counts.ts'
import { type Asked, newPlan, planned } from './invite-requests.ts'
import { countsKey } from './keys.ts'
import { type Rehearsal, rehearsal } from './rehearsing.ts'

/**
 * The verdicts that the request would get at this moment, by carrying it out where nothing of it stays; and the seats that it needs,
 * by carrying it out once more where there is a seat for everybody.
 */
export async function rehearseInvites({ table, batch, wishes, claims }: Omit<Asked, 'body'>) {
  const asRead = rehearsal(table)
  const entries = planned(wishes, newPlan(wishes.length, batch))
  const [stage, roomy] = [rehearsal(asRead), rehearsal(asRead)]
  const verdicts = await inviteAll(stage, batch, entries, claims, stage.transact)
  return { verdicts, needed: await seatsTaken(roomy, batch, entries, claims) }
}

async function seatsTaken(stage: Rehearsal, batch: Batch, entries: Planned[], claims: (string | undefined)[]): Promise<number> {
  const { orgId } = batch.caller
  const everybody = entries.length
  await stage.transact([{ change: countsKey(orgId), set: { seatsFree: everybody } }])
  await inviteAll(stage, batch, entries, claims, stage.transact)
  const { counts } = await stage.read({ counts: countsAt(orgId) })
  return Math.max(0, everybody - counts.seatsFree) // somebody offered a role without a seat may give one back
}
