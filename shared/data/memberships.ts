import { sum, tallyOf } from '../domain/counts.ts'
import type { User } from '../domain/users.ts'
import { type Counts, countWrite } from './counts.ts'
import { type AuditEvent, eventWrite } from './events.ts'
import { changeMembership } from './identities.ts'
import type { Write } from './table.ts'

/**
 * One user's way from one state to another: `before` null for somebody new, `after` null for somebody gone. `writes` put the user, and
 * what belongs to it, into that state.
 */
export type MembershipChange = {
  before: User | null
  after: User | null
  writes: Write[]
  /** Instead of the change of the identity's own copy of the status; always given where the user goes. */
  identityWrites?: Write[]
  event: AuditEvent
}

/**
 * Everything that must happen together with these changes: the counters with their limits, the identities' copies of the statuses,
 * the audit events. Several changes share one write of the counters.
 * @param counts null for a new organization, whose counters are made with these changes counted already
 */
export function membershipWrites(
  orgId: string,
  counts: Counts | null,
  changes: MembershipChange[],
  { ownersAsRead = false } = {},
): Write[] {
  const tally = counts && sum(changes.map(({ before, after }) => tallyOf(before, after, counts.seatRules)))
  const count = tally && countWrite(orgId, tally, counts, ownersAsRead)
  return [
    ...changes.flatMap(({ writes }) => writes),
    ...changes.flatMap(change => change.identityWrites ?? statusWrites(orgId, change)),
    ...changes.map(({ event }) => eventWrite(event)),
    ...(count ? [count] : []),
  ]
}

function statusWrites(orgId: string, { before, after }: MembershipChange): Write[] {
  return after && before?.status !== after.status ? [changeMembership(after.id, orgId, after.status)] : []
}
