import * as edits from '../domain/invitation-edits.ts'
import type { Invitation } from '../domain/invitations.ts'
import { alreadyInvited, ended } from '../domain/inviting.ts'
import { settledIn } from '../domain/ledger.ts'
import { invitationEnded } from '../domain/lifecycle.ts'
import { Refusal } from '../domain/refusals.ts'
import { type Batch, decide, drafted, readExisting } from './bulk-inviting.ts'
import { actorOf } from './events.ts'
import { stale } from './failures.ts'
import { type Memory, type RememberedRequest, recall, remember, rememberedAt } from './idempotency.ts'
import { newId } from './ids.ts'
import { withdrawn } from './invitation-changes.ts'
import { grantsStand } from './ledger.ts'
import { membershipWrites } from './memberships.ts'
import { readInvited } from './offers.ts'
import { countInvitations } from './rates.ts'
import type { ReadTable, Table, Write } from './table.ts'

type Plan = { userId: string; invitationId: string }
type Outcome = { at: string; expiresAt: string }

export const correctionRecordAt = (request: RememberedRequest) => rememberedAt<Plan, Outcome>(request)

type Asked = {
  /** With the message of the invitation that it is about. */
  batch: Batch
  invitation: Invitation
  body: { email: string; communicationEmail?: string | null }
  /** Whose the right email is, as just read. */
  claim: string | undefined
  memory: Memory<Plan, Outcome> | null
}

/** As it was answered first, whatever became of the new invitation since; null when this is the first time. */
export function recallCorrection({ batch, body, memory }: Asked): Invitation | null {
  const recalled = memory && recall(memory.record, memory.bodyHash, batch.at)
  if (!recalled?.outcome) return null
  const { at, expiresAt } = recalled.outcome
  const entry = { wish: { email: body.email }, ...recalled.plan }
  return { ...drafted({ ...batch, at }, entry).invitation, expiresAt }
}

/**
 * The old invitation is cancelled and the new one made in one transaction: nobody sees neither, and the seat goes from one person to
 * the other without being free between.
 */
export async function correctEmail(table: Table, asked: Asked): Promise<Invitation> {
  try {
    const { invitation, writes } = await prepared(table, asked)
    await table.transact(writes)
    return invitation
  } catch (error) {
    if (error instanceof Refusal && asked.memory) await checkUnanswered(table, asked.memory)
    throw error
  }
}

async function prepared(table: ReadTable, { batch, invitation, body, claim, memory }: Asked) {
  const { caller, roles, counts, origin, at, ratesKey } = batch
  const { orgId } = caller
  const [invited, [existing]] = await Promise.all([readInvited(table, invitation), readExisting(table, orgId, [claim])])
  if (!invited?.current) throw invitationEnded(caller, invited?.user ?? null, invitation.status, roles)
  // Somebody invited by username: in the same words whether or not that invitation has run out.
  if (existing?.userId === invitation.userId && invitation.email === null) throw alreadyInvited(body.email)
  const { user, identity } = invited
  const wish = edits.correctEmail({ caller, user: settledIn(user, caller.ledger), invitation, roles }, body)
  const ids = { userId: newId('usr', at), invitationId: newId('inv', at) }
  const decision = decide(batch, { wish, ...ids }, existing)
  if (decision instanceof Refusal) throw decision
  const by = { actor: actorOf(caller), origin }
  const before = { user, invitation }
  const cancelled = withdrawn('invitation.cancelled', before, ended(invitation, 'cancelled', at), identity, by)
  const made = decision.invited.invitation
  const writes: Write[] = [
    ...(memory ? [record(memory, made)] : []),
    ...countInvitations({ orgId, limits: counts.limits, key: ratesKey, at }, [made]),
    ...membershipWrites(orgId, counts, [cancelled, decision.change]),
    ...grantsStand(orgId, caller.ledger, [decision.invited.user]),
  ]
  return { invitation: made, writes }
}

function record({ request, bodyHash, record: before }: Memory<Plan, Outcome>, made: Invitation): Write {
  const plan: Plan = { userId: made.userId, invitationId: made.id }
  const outcome: Outcome = { at: made.createdAt, expiresAt: made.expiresAt }
  return remember(request, bodyHash, plan, made.createdAt, before, outcome)
}

/** What refuses may be this very request, sent twice at once, whose record is there since the first read. */
async function checkUnanswered(table: ReadTable, { request, record: before }: Memory<Plan, Outcome>): Promise<void> {
  const { now } = await table.read({ now: correctionRecordAt(request) })
  if (now?.expiresAt !== before?.expiresAt) throw stale()
}
