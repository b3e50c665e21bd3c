import type { Pool } from './pool.ts'
import { keyOf } from './users.ts'

/** What is guessed at; each is counted apart. */
type Guessed = 'password' | 'code' | 'previous password'

export type Attempts = { failures: number; lockedUntil: number; lastAt: number }

const free = 5
const longestLockSeconds = 15 * 60

/**
 * "Lockout behavior for failed sign-in attempts": after five failures a lock of 2^(n-5) seconds, up to 15 minutes; attempts
 * during a lock count for nothing; a success or 15 quiet minutes start afresh. Names that nobody has are locked alike.
 */
export function isLocked(pool: Pool, kind: Guessed, name: string): boolean {
  return (pool.attempts.get(counter(kind, name))?.lockedUntil ?? 0) > pool.clock.now()
}

export function recordFailure(pool: Pool, kind: Guessed, name: string) {
  const now = pool.clock.now()
  const known = pool.attempts.get(counter(kind, name))
  const failures = (known && now - known.lastAt < longestLockSeconds * 1000 ? known.failures : 0) + 1
  const seconds = failures < free ? 0 : Math.min(2 ** (failures - free), longestLockSeconds)
  pool.attempts.put(counter(kind, name), { failures, lockedUntil: now + seconds * 1000, lastAt: now })
}

export const forgetFailures = (pool: Pool, kind: Guessed, name: string) => pool.attempts.remove(counter(kind, name))

const counter = (kind: Guessed, name: string) => `${kind}#${keyOf(name)}`
