import type { InvitationSummary } from '../domain/invitations.ts'
import type { Caller } from '../domain/lifecycle.ts'
import type { User } from '../domain/users.ts'
import type { Counts } from './counts.ts'
import { actorOf, changesOf, type EventType, newEvent, type Origin, targetOf } from './events.ts'
import { membershipWrites } from './memberships.ts'
import type { Table, Write } from './table.ts'
import { changeUser } from './users.ts'

type UserCommit = {
  type: EventType
  caller: Caller
  origin: Origin
  counts: Counts
  before: User
  after: User
  invitation?: InvitationSummary | null
  /** Written beside. */
  beside?: Write[]
  /** Seconds since the epoch, when older sessions end with this change. */
  sessionsValidAfter?: number
}

/** One user's new state, with all that belongs to it, in one transaction. */
export async function commitUserChange(
  table: Table,
  { type, caller, origin, counts, before, after, beside = [], ...more }: UserCommit,
): Promise<void> {
  const { orgId } = caller
  const event = newEvent({
    orgId,
    type,
    at: after.updatedAt,
    actor: actorOf(caller),
    target: targetOf(after),
    changes: changesOf(before, after),
    origin,
  })
  await table.transact(
    membershipWrites(orgId, counts, [{ before, after, writes: [changeUser(orgId, before, after, more), ...beside], event }]),
  )
}
