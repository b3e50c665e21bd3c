import { countSeats, parseCell } from '../domain/counts.ts'
import type { Role } from '../domain/roles.ts'
import { type Counts, cellPrefix, limitIn, seatsOf } from './counts.ts'
import { stale } from './failures.ts'
import { countsKey } from './keys.ts'
import type { Change, Write } from './table.ts'

/** Other limits and rules; only as long as nobody was added, changed or taken away since `before` was read. */
export const changeLimits = (orgId: string, before: Counts, { limits, seatRules, seatsFree, usersFree }: Counts): Write => ({
  change: countsKey(orgId),
  set: { limits, seatRules, seatsFree, usersFree },
  add: { rulesVersion: 1, moves: 1 },
  if: { rulesVersion: { is: before.rulesVersion }, moves: { is: before.moves } },
  otherwise: stale,
})

/**
 * T9: once a role is replaced by another one, whoever had it takes a seat by the other one's rule, from the moment on when it is deleted,
 * though the rows follow only afterwards. Null where that changes nothing.
 */
export function seatsAfterReplacing(counts: Counts, { id, formerIds }: Role, replacement: string): Counts | null {
  const { roleIds } = counts.seatRules
  if (roleIds === null) return null
  const gone = [id, ...formerIds]
  const others = roleIds.filter(one => !gone.includes(one))
  const seatRules = { roleIds: roleIds.includes(replacement) ? [...others, ...gone] : others }
  if (seatRules.roleIds.length === roleIds.length) return null
  const seats = countSeats(counts.cells, seatRules)
  const full = limitIn({ seats: seats - seatsOf(counts).used, users: 0 }, counts)
  if (full) throw full
  return { ...counts, seatRules, seatsFree: counts.limits.seats - seats }
}

/** Nobody can have a deleted role again, so its cells are in nobody's way: there would be more of them with every role that comes and goes. */
export const forgetCells = (orgId: string, { emptyCells }: Counts, roleId: string): Change | null => {
  const gone = emptyCells.filter(cell => parseCell(cell).roleIds.includes(roleId)).slice(0, 200) // an expression has an end
  return gone.length > 0 ? { change: countsKey(orgId), remove: gone.map(cell => cellPrefix + cell) } : null
}

/** Which roles take a seat is as it was read. */
export const rulesStand = (orgId: string, { rulesVersion }: Counts): Write => ({
  check: countsKey(orgId),
  if: { rulesVersion: { is: rulesVersion } },
  otherwise: stale,
})
