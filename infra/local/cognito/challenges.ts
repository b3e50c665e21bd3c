import { notAuthorized } from './errors.ts'
import { type Pool, settings } from './pool.ts'
import { hashOf, issueTicket, readTicket, takeTicket } from './tickets.ts'
import { findUser, type User } from './users.ts'

export type ChallengeName = 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA'

/**
 * Where a sign-in stands between two calls: what the opaque `Session` string of the API stands for.
 * `credential` tells which password led here: one that an administrator replaced meanwhile leads no further.
 */
export type Challenge = { name: ChallengeName; username: string; credential: string; newPassword: boolean }

export const openChallenge = (pool: Pool, name: ChallengeName, user: User, newPassword = false) =>
  issueTicket(
    pool.challenges,
    pool.clock,
    { name, username: user.username, credential: credentialOf(user), newPassword },
    settings.challengeSeconds,
  )

const credentialOf = ({ sub, passwordHash = '' }: User) => hashOf(`${sub} ${passwordHash}`)

/** Whom the session challenges now. */
export function readChallenge(pool: Pool, session: string, name: ChallengeName): { user: User; newPassword: boolean } {
  const challenge = readTicket(pool.challenges, pool.clock, session)
  if (challenge?.name !== name) throw notAuthorized('Invalid session for the user, session is expired.')
  const user = findUser(pool, challenge.username)
  if (!user || credentialOf(user) !== challenge.credential) throw notAuthorized('Invalid session for the user.')
  if (!user.enabled) throw notAuthorized('User is disabled.')
  return { user, newPassword: challenge.newPassword }
}

/** A session answers one challenge. */
export function closeChallenge(pool: Pool, session: string) {
  if (!takeTicket(pool.challenges, pool.clock, session)) {
    throw notAuthorized('Invalid session for the user, session can only be used once.')
  }
}
