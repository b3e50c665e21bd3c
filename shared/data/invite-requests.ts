import { rateLimited } from '../domain/rates.ts'
import { Refusal, type RefusalCode, type RefusalFacts } from '../domain/refusals.ts'
import type { User } from '../domain/users.ts'
import { type Batch, type Commit, drafted, inviteAll, inviteOne, type Planned, type Verdict } from './bulk-inviting.ts'
import { bodyHashOf, type Remembered, type RememberedRequest, recall, remember, rememberOutcome } from './idempotency.ts'
import { newId } from './ids.ts'
import { countRequest } from './rates.ts'
import type { Change, Table, Write } from './table.ts'
import { userAt } from './users.ts'

/** The ids of each entry, and which request was the first try, when. */
type Plan = { at: string; requestId: string; ids: { userId: string; invitationId: string }[] }
/** Per entry: the person, and when it was; or why not. */
type Outcome = (
  | { user: Pick<User, 'id' | 'version' | 'createdAt'>; at: string }
  | { code: RefusalCode; detail: string; facts: RefusalFacts }
)[]

export type InviteRecord = Remembered<Plan, Outcome>

/** `body`: all that was asked for, which must be the same under the same key; `wishes`: what of it can be granted. */
export type Asked = { table: Table; batch: Batch; body: unknown; wishes: Planned['wish'][]; claims: (string | undefined)[] }

/** `requestId` of the request that the verdicts were made for. */
type Answered = { verdicts: Verdict[]; requestId: string }

/** Invites without remembering: the caller sent no `Idempotency-Key`. */
export async function inviteOnce({ table, batch, wishes, claims }: Asked): Promise<Answered> {
  checkRequests(batch)
  const { commit, missing } = remembering(table, 'record', () => [requestCounted(batch)])
  const verdicts = await inviteAll(table, batch, planned(wishes, newPlan(wishes.length, batch)), claims, commit)
  if (missing() === 'record') await table.update(requestCounted(batch))
  return { verdicts, requestId: batch.origin.requestId }
}

/** Invites, or answers as the first time; a request that was cut off half-way goes on where it stopped. */
export async function inviteIdempotently(
  asked: Asked,
  request: RememberedRequest,
  record: InviteRecord | undefined,
  key: Uint8Array,
): Promise<Answered> {
  const { table, batch, body, wishes, claims } = asked
  const bodyHash = bodyHashOf(body, key)
  const recalled = recall(record, bodyHash, batch.at)
  if (!recalled) checkRequests(batch)
  const plan = recalled?.plan ?? newPlan(wishes.length, batch)
  const entries = planned(wishes, plan)
  if (recalled?.outcome) return { verdicts: await replay(table, batch, entries, recalled.outcome), requestId: plan.requestId }
  const put = (outcome: Outcome | null) => [remember(request, bodyHash, plan, batch.at, record, outcome), requestCounted(batch)]
  const memory = remembering(table, recalled ? 'outcome' : 'record', put)
  const { commit } = memory
  const verdicts = recalled ? await resume(table, batch, entries, commit) : await inviteAll(table, batch, entries, claims, commit)
  if (memory.missing() === 'record') await table.transact(put(verdicts.map(outcomeOf)))
  if (memory.missing() === 'outcome') await table.update(rememberOutcome(request, verdicts.map(outcomeOf)))
  return { verdicts, requestId: plan.requestId }
}

export const newPlan = (count: number, { at, origin }: Batch): Plan => ({
  at,
  requestId: origin.requestId,
  ids: Array.from({ length: count }, () => ({ userId: newId('usr', at), invitationId: newId('inv', at) })),
})

export const planned = (wishes: Planned['wish'][], { ids }: Plan): Planned[] =>
  ids.flatMap((entry, index) => (wishes[index] ? [{ wish: wishes[index], ...entry }] : []))

type Missing = 'record' | 'outcome' | 'nothing'

/**
 * The record goes with the first transaction, and with its outcome when that settles the request: then nothing more is to be written.
 * The request is counted in the same breath, so whoever finds the record need not count again.
 */
function remembering(table: Table, before: Missing, put: (outcome: Outcome | null) => Write[]) {
  let missing = before
  const commit: Commit = async (writes, verdicts) => {
    if (missing !== 'record') return table.transact(writes)
    await table.transact([...put(verdicts?.map(outcomeOf) ?? null), ...writes])
    missing = verdicts ? 'nothing' : 'outcome'
  }
  return { commit, missing: () => missing }
}

export const requestCounted = ({ caller, counts, at }: Batch): Change => countRequest(caller.orgId, counts.limits, at)

/** So that many entries are not prepared in vain; what counts is the condition. */
export function checkRequests({ counts, spent, at }: Batch): void {
  const { invitesPerMinute } = counts.limits
  if (spent.requests.some(count => count >= invitesPerMinute)) throw rateLimited('requests', invitesPerMinute, at)
}

async function resume(table: Table, batch: Batch, entries: Planned[], commit: Commit): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const entry of entries) verdicts.push(await inviteOne(table, batch, entry, commit))
  return verdicts
}

/** As it was then, whatever became of the people since; only of those who were there before, the record knows the names. */
async function replay(table: Table, batch: Batch, entries: Planned[], outcome: Outcome): Promise<Verdict[]> {
  const again = outcome.flatMap(one => ('user' in one && one.user.createdAt < one.at ? [one.user.id] : []))
  const { records } = await table.read({ records: again.map(id => userAt(batch.caller.orgId, id)) })
  return entries.flatMap((entry, index): Verdict[] => {
    const one = outcome[index]
    if (!one) return []
    if ('code' in one) return [new Refusal(one.code, one.detail, one.facts)]
    const userId = one.user.id
    const existing = { userId, login: '', record: records[again.indexOf(userId)] } // the mailbox is not told
    const { user, invitation } = drafted({ ...batch, at: one.at }, { ...entry, userId }, existing)
    return [{ user: { ...user, ...one.user }, invitation }]
  })
}

const outcomeOf = (verdict: Verdict): Outcome[number] =>
  verdict instanceof Refusal
    ? { code: verdict.code, detail: verdict.message, facts: verdict.facts }
    : {
        user: { id: verdict.user.id, version: verdict.user.version, createdAt: verdict.user.createdAt },
        at: verdict.invitation.createdAt,
      }
