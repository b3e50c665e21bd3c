import { createHmac } from 'node:crypto'
import { Refusal, type RefusalCode, type RefusalFacts } from '../domain/refusals.ts'
import { type Batch, type Commit, drafted, inviteAll, inviteOne, type Planned, type Verdict } from './bulk-inviting.ts'
import { recall, type Remembered, remember, type RememberedRequest, rememberOutcome } from './idempotency.ts'
import { newId } from './ids.ts'
import { invitationAt } from './invitations.ts'
import type { Table } from './table.ts'
import { userAt } from './users.ts'

/** The ids of each entry and the time of the first try. */
type Plan = { at: string; ids: { userId: string; invitationId: string }[] }
/** Per entry: the person, or why not. */
type Outcome = ({ userId: string } | { code: RefusalCode; detail: string; facts: RefusalFacts })[]

export type InviteRecord = Remembered<Plan, Outcome>

type Asked = { table: Table; batch: Batch; wishes: Planned['wish'][]; claims: (string | undefined)[] }

/** Invites without remembering: the caller sent no `Idempotency-Key`. */
export const inviteOnce = ({ table, batch, wishes, claims }: Asked): Promise<Verdict[]> =>
  inviteAll(table, batch, planned(wishes, newPlan(wishes.length, batch.at)), claims, writes => table.transact(writes))

/** Invites, or answers as the first time; a request that was cut off half-way goes on where it stopped. */
export async function inviteIdempotently(
  asked: Asked,
  request: RememberedRequest,
  record: InviteRecord | undefined,
  key: Uint8Array,
): Promise<Verdict[]> {
  const { table, batch, wishes, claims } = asked
  const bodyHash = createHmac('sha256', key).update(JSON.stringify([wishes, batch.message])).digest('base64url')
  const recalled = recall(record, bodyHash, batch.at)
  const plan = recalled?.plan ?? newPlan(wishes.length, batch.at)
  const entries = planned(wishes, plan)
  if (recalled?.outcome) return replay(table, { ...batch, at: plan.at }, entries, recalled.outcome)
  const first = recalled ? [] : [remember(request, bodyHash, plan, batch.at, record)]
  const commit = remembering(table, first)
  const verdicts = recalled ? await resume(table, batch, entries, commit) : await inviteAll(table, batch, entries, claims, commit)
  if (first.length > 0) await table.transact(first.splice(0))
  await table.update(rememberOutcome(request, verdicts.map(outcomeOf)))
  return verdicts
}

const newPlan = (count: number, at: string): Plan => ({
  at,
  ids: Array.from({ length: count }, () => ({ userId: newId('usr', at), invitationId: newId('inv', at) })),
})

const planned = (wishes: Planned['wish'][], { ids }: Plan): Planned[] =>
  ids.flatMap((entry, index) => (wishes[index] ? [{ wish: wishes[index], ...entry }] : []))

/** The record goes with the first transaction, and is out of `first` once that has succeeded. */
const remembering =
  (table: Table, first: Parameters<Commit>[0]): Commit =>
  async writes => {
    await table.transact([...first, ...writes])
    first.length = 0
  }

async function resume(table: Table, batch: Batch, entries: Planned[], commit: Commit): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const entry of entries) verdicts.push(await inviteOne(table, batch, entry, commit))
  return verdicts
}

async function replay(table: Table, batch: Batch, entries: Planned[], outcome: Outcome): Promise<Verdict[]> {
  const { orgId } = batch.caller
  const made = outcome.map(one => ('userId' in one ? one.userId : null))
  const { invitations, users } = await table.read({
    invitations: entries.map(({ invitationId }) => invitationAt(orgId, invitationId)),
    users: entries.map(({ userId }, index) => userAt(orgId, made[index] ?? userId)),
  })
  return entries.map((entry, index) => {
    const one = outcome[index]
    if (one && 'code' in one) return new Refusal(one.code, one.detail, one.facts)
    const draft = drafted(batch, { ...entry, userId: made[index] ?? entry.userId })
    return { user: users[index]?.user ?? draft.user, invitation: invitations[index] ?? draft.invitation }
  })
}

const outcomeOf = (verdict: Verdict): Outcome[number] =>
  verdict instanceof Refusal
    ? { code: verdict.code, detail: verdict.message, facts: verdict.facts }
    : { userId: verdict.user.id }
