import { type Invitation, isPast } from '../domain/invitations.ts'
import { ended } from '../domain/inviting.ts'
import { next } from '../domain/managing.ts'
import { Refusal } from '../domain/refusals.ts'
import { countsAt } from './counts.ts'
import { eventWrite, type Origin, system } from './events.ts'
import { backoff, Stale } from './failures.ts'
import { expiredAlone, renewed } from './invitation-changes.ts'
import { changeInvitation, invitationAt } from './invitations.ts'
import { membershipWrites } from './memberships.ts'
import type { Table, Write } from './table.ts'
import { userAt } from './users.ts'

/** Invitations in one transaction: four writes each, and at most a hundred in all. */
export const expiryChunk = 20

/**
 * L4: marks those of these invitations of one organization that are still pending and past. What somebody else changes at the same
 * time is left to the next run, which finds it if it is still due.
 * @returns how many were marked
 */
export async function expireInvitations(
  table: Table,
  orgId: string,
  ids: string[],
  at: string,
  origin: Origin,
  attempt = 0,
): Promise<number> {
  const { invitations, counts } = await table.read({
    invitations: ids.map(id => invitationAt(orgId, id)),
    counts: countsAt(orgId),
  })
  const due = invitations.filter(one => one !== undefined).filter(one => one.status === 'pending' && isPast(one, at))
  if (due.length === 0) return 0
  const { records } = await table.read({ records: due.map(({ userId }) => userAt(orgId, userId)) })
  const by = { actor: system, origin }
  const alone: Write[] = []
  const changes = due.flatMap((invitation, index) => {
    const record = records[index]
    const expired = ended(invitation, 'expired', at)
    if (record?.user.status === 'invited' && record.invitation?.id === invitation.id) {
      const { user } = record
      return [
        renewed(
          'invitation.expired',
          { user, invitation },
          { user: next(user, { status: 'expired' }, at), invitation: expired },
          by,
        ),
      ]
    }
    alone.push(...markAlone(invitation, expired, by))
    return []
  })
  return (await written(table, [...membershipWrites(orgId, counts, changes), ...alone]))
    ? due.length
    : oneByOne(table, orgId, due, at, origin, attempt)
}

/** The user is gone, or is there by a newer invitation. */
const markAlone = (before: Invitation, after: Invitation, by: Parameters<typeof expiredAlone>[1]): Write[] => [
  changeInvitation(before, after),
  eventWrite(expiredAlone(after, by)),
]

/** What is heard of a mail at this very moment, say, is no reason to leave the invitation open until the next run. */
const tries = 4

async function oneByOne(
  table: Table,
  orgId: string,
  due: Invitation[],
  at: string,
  origin: Origin,
  attempt: number,
): Promise<number> {
  if (due.length === 1) {
    if (attempt === tries) return 0
    await backoff(attempt)
  }
  let marked = 0
  for (const { id } of due) marked += await expireInvitations(table, orgId, [id], at, origin, due.length === 1 ? attempt + 1 : 0)
  return marked
}

async function written(table: Table, writes: Write[]): Promise<boolean> {
  try {
    await table.transact(writes)
    return true
  } catch (error) {
    if (error instanceof Stale || (error instanceof Refusal && error.code !== 'unavailable')) return false
    throw error
  }
}
