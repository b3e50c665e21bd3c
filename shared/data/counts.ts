import { parseCell, type SeatRules, type Tally } from '../domain/counts.ts'
import { lastOwner } from '../domain/lifecycle.ts'
import { defaultLimits, type Limits } from '../domain/organizations.ts'
import { Refusal } from '../domain/refusals.ts'
import { isHeld, type Role } from '../domain/roles.ts'
import { type UserStatus, userStatuses } from '../domain/users.ts'
import type { Item } from './expressions.ts'
import { stale } from './failures.ts'
import { countsKey } from './keys.ts'
import type { Place, Write } from './table.ts'

/**
 * The organization's counters. They stand apart from the organization, so that counting never breaks an `If-Match`, and hold what is
 * free rather than what is used, because a condition can compare with a number but not calculate.
 */
export type Counts = {
  limits: Limits
  seatsFree: number
  usersFree: number
  activeOwners: number
  seatRules: SeatRules
  /** Goes up with every change of `seatRules`: a tally made by old rules must not be written. */
  rulesVersion: number
  /** Goes up whenever anything is counted: who has which role is as it was read while this is. */
  moves: number
  /** Users by status and role set. */
  cells: Record<string, number>
  /** Where nobody is left. */
  emptyCells: string[]
}

export const cellPrefix = 'cell:'

/** Every organization has counters, from its first transaction on. */
export const countsAt = (orgId: string): Place<Counts> => ({
  key: countsKey(orgId),
  from: item => countsOf(item ?? countsKey(orgId)),
})

function countsOf(item: Item): Counts {
  const all = Object.entries(item).filter(([name]) => name.startsWith(cellPrefix))
  const cells = all.map(([name, count]): [string, number] => [name.slice(cellPrefix.length), Number(count)])
  return {
    ...(item as unknown as Counts), // as newCounts put it and countWrite moves it
    cells: Object.fromEntries(cells.filter(([, count]) => count !== 0)),
    emptyCells: cells.filter(([, count]) => count === 0).map(([cell]) => cell),
  }
}

export const seatsOf = ({ limits, seatsFree }: Counts) => ({ limit: limits.seats, used: limits.seats - seatsFree })
export const usersOf = ({ limits, usersFree }: Counts) => ({ limit: limits.users, used: limits.users - usersFree })

/** D2: how many users have each status. */
export function byStatus({ cells }: Counts): Record<UserStatus, number> {
  const counts = Object.fromEntries(userStatuses.map(status => [status, 0])) as Record<UserStatus, number> // every status is a key
  for (const [cell, count] of Object.entries(cells)) counts[parseCell(cell).status] += count
  return counts
}

/** How many users have the role, whatever their status. */
export const membersOf = ({ cells }: Counts, role: Role): number =>
  Object.entries(cells).reduce((total, [cell, count]) => total + (isHeld(role, parseCell(cell).roleIds) ? count : 0), 0)

/** Nothing was counted since: nobody has come to have a role that nobody had. */
export const noneMoved = (orgId: string, { moves }: Counts): Write => ({
  check: countsKey(orgId),
  if: { moves: { is: moves } },
  otherwise: stale,
})

/** The counters of a new organization, whose first people are counted already. */
export function newCounts(orgId: string, { seats, users, owners, cells }: Tally): Write {
  const counts: Omit<Counts, 'cells' | 'emptyCells'> = {
    limits: defaultLimits,
    seatsFree: defaultLimits.seats - seats,
    usersFree: defaultLimits.users - users,
    activeOwners: owners,
    seatRules: { roleIds: null },
    rulesVersion: 0,
    moves: 0,
  }
  return { put: { ...countsKey(orgId), ...counts, ...cellAttributes(cells) }, if: { pk: 'absent' }, otherwise: stale }
}

const cellAttributes = (cells: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(cells).map(([cell, count]) => [cellPrefix + cell, count]))

/**
 * T9, L2, L8: moves the counters, unless a limit or the last owner stands against it. Null when nothing moves.
 * @param ownersAsRead whether the owners may become none, which only the displacement of an account that nobody proved can do
 */
export function countWrite(
  orgId: string,
  { seats, users, owners, cells }: Tally,
  counts: Counts,
  ownersAsRead = false,
): Write | null {
  const add = cellAttributes(cells)
  if (seats !== 0) add.seatsFree = -seats
  if (users !== 0) add.usersFree = -users
  if (owners !== 0) add.activeOwners = owners
  if (Object.keys(add).length === 0) return null
  return {
    change: countsKey(orgId),
    add: { ...add, moves: 1 },
    if: {
      rulesVersion: { is: counts.rulesVersion },
      ...(seats > 0 && { seatsFree: { atLeast: seats } }),
      ...(users > 0 && { usersFree: { atLeast: users } }),
      ...(owners < 0 && { activeOwners: ownersAsRead ? { is: counts.activeOwners } : { atLeast: 1 - owners } }),
    },
    otherwise: current =>
      ownersAsRead ? stale() : refusalOf({ seats, users, owners }, counts.rulesVersion, current && countsOf(current)),
  }
}

/** Refuses what `countWrite` would, for what makes something else first that would be in vain. */
export function checkRoom({ seats, users }: Tally, counts: Counts): void {
  const full = limitIn({ seats, users }, counts)
  if (full) throw full
}

function refusalOf({ seats, users, owners }: Omit<Tally, 'cells'>, rulesVersion: number, current: Counts | undefined): Error {
  if (!current || current.rulesVersion !== rulesVersion) return stale()
  if (owners < 0 && current.activeOwners < 1 - owners) return lastOwner()
  return limitIn({ seats, users }, current) ?? stale()
}

/** Whether there is room for them. */
export function limitIn({ seats, users }: Pick<Tally, 'seats' | 'users'>, counts: Counts): Refusal | null {
  if (seats > 0 && counts.seatsFree < seats) return limitReached('seat_limit_reached', 'seats', seatsOf(counts))
  if (users > 0 && counts.usersFree < users) return limitReached('user_limit_reached', 'users', usersOf(counts))
  return null
}

const limitReached = (
  code: 'seat_limit_reached' | 'user_limit_reached',
  what: string,
  { limit, used }: { limit: number; used: number },
) =>
  new Refusal(code, `${used} of ${limit} ${what} are taken. Remove somebody, cancel an invitation, or have the limit raised.`, {
    limit,
    used,
  })
