import { notAuthorized } from './errors.ts'
import { type Pool, settings } from './pool.ts'
import { issueTicket, readTicket, takeTicket } from './tickets.ts'
import type { User } from './users.ts'

export type ChallengeName = 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA'

/** Where a sign-in stands between two calls: what the opaque `Session` string of the API stands for. */
export type Challenge = { name: ChallengeName; username: string; sub: string; newPassword: boolean }

export const openChallenge = (pool: Pool, name: ChallengeName, { username, sub }: User, newPassword = false) =>
  issueTicket(pool.challenges, pool.clock, { name, username, sub, newPassword }, settings.challengeSeconds)

export function readChallenge(pool: Pool, session: string, name: ChallengeName): Challenge {
  const challenge = readTicket(pool.challenges, pool.clock, session)
  if (challenge?.name !== name) throw notAuthorized('Invalid session for the user, session is expired.')
  return challenge
}

/** A session answers one challenge. */
export function closeChallenge(pool: Pool, session: string) {
  if (!takeTicket(pool.challenges, pool.clock, session)) {
    throw notAuthorized('Invalid session for the user, session can only be used once.')
  }
}
