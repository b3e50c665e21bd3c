import { isOwner } from './lifecycle.ts'
import type { User, UserStatus } from './users.ts'

/** T9: which roles take a seat; null for all of them. */
export type SeatRules = { roleIds: string[] | null }

/** What one user adds to an organization's counters, or a change of users moves them by. */
export type Tally = { seats: number; users: number; owners: number; cells: Record<string, number> }

const holdsPlace: UserStatus[] = ['invited', 'active', 'suspended']

/** T9, L2: invited people hold a seat until they accept, decline, expire or are cancelled; suspended people keep theirs. */
export const takesSeat = (user: Pick<User, 'status' | 'roleIds'>, { roleIds }: SeatRules): boolean =>
  holdsPlace.includes(user.status) && (roleIds === null || user.roleIds.some(id => roleIds.includes(id)))

/** Status and role set as one word: the unit of counting and of the cell index. */
export const cellOf = (user: Pick<User, 'status' | 'roleIds'>): string => `${user.status}:${user.roleIds.toSorted().join('+')}`

export const parseCell = (cell: string): Pick<User, 'status' | 'roleIds'> => {
  const [status, roleIds = ''] = cell.split(':')
  return { status: status as UserStatus, roleIds: roleIds.split('+').filter(Boolean) } // as cellOf wrote it
}

/** How many seats are taken, by these rules. */
export const countSeats = (cells: Record<string, number>, rules: SeatRules): number =>
  Object.entries(cells).reduce((total, [cell, count]) => total + (takesSeat(parseCell(cell), rules) ? count : 0), 0)

const one = (user: User, rules: SeatRules): Tally => ({
  seats: takesSeat(user, rules) ? 1 : 0,
  users: holdsPlace.includes(user.status) ? 1 : 0,
  owners: user.status === 'active' && isOwner(user) && user.displacedAt === null ? 1 : 0,
  cells: { [cellOf(user)]: 1 },
})

/** How the counters move when `before` becomes `after`; null for a user who is not there. */
export function tallyOf(before: User | null, after: User | null, rules: SeatRules): Tally {
  const [gone, come] = [before ? one(before, rules) : nothing(), after ? one(after, rules) : nothing()]
  return sum([come, { seats: -gone.seats, users: -gone.users, owners: -gone.owners, cells: negate(gone.cells) }])
}

export function sum(tallies: Tally[]): Tally {
  const total = nothing()
  for (const tally of tallies) {
    total.seats += tally.seats
    total.users += tally.users
    total.owners += tally.owners
    for (const [cell, count] of Object.entries(tally.cells)) total.cells[cell] = (total.cells[cell] ?? 0) + count
  }
  total.cells = Object.fromEntries(Object.entries(total.cells).filter(([, count]) => count !== 0))
  return total
}

const nothing = (): Tally => ({ seats: 0, users: 0, owners: 0, cells: {} })
const negate = (cells: Record<string, number>) => Object.fromEntries(Object.entries(cells).map(([cell, count]) => [cell, -count]))
