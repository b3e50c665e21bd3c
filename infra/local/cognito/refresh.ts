import { CognitoError, notAuthorized } from './errors.ts'
import { type Pool, settings } from './pool.ts'
import { type Device, endTokenSession, type TokenSession } from './sessions.ts'
import { hashOf, newSecret } from './tickets.ts'

/** The session that a refresh token of now belongs to. */
export function readRefreshable(pool: Pool, refreshToken: string): TokenSession {
  const hash = hashOf(refreshToken)
  const originJti = pool.refreshTokens.get(hash)
  if (originJti === undefined) throw notAuthorized('Invalid Refresh Token')
  const session = pool.tokenSessions.get(originJti)
  if (!session) throw notAuthorized('Refresh Token has been revoked')
  const graceUntil = (session.rotated?.at ?? 0) + settings.refreshGraceSeconds * 1000
  const inGrace = session.rotated?.from === hash && pool.clock.now() < graceUntil
  if (session.refreshHash !== hash && !inGrace) {
    throw new CognitoError('RefreshTokenReuseException', 'Refresh token has been invalidated by rotation.')
  }
  if (session.expiresAt <= pool.clock.now()) throw notAuthorized('Refresh Token has expired')
  return session
}

/** The new token lives as long as the first one would have. "Refresh token rotation". Of many at once with one token, one wins. */
export function rotate(pool: Pool, refreshToken: string, device: Device): { session: TokenSession; refreshToken: string } {
  const session = readRefreshable(pool, refreshToken)
  const next = newSecret()
  const now = pool.clock.now()
  const rotated: TokenSession = {
    ...session,
    device,
    lastActiveAt: now,
    refreshHash: hashOf(next),
    rotated: { at: now, from: hashOf(refreshToken) },
  }
  pool.tokenSessions.put(session.originJti, rotated)
  pool.refreshTokens.put(rotated.refreshHash, session.originJti)
  return { session: rotated, refreshToken: next }
}

export function revokeRefreshToken(pool: Pool, refreshToken: string) {
  const session = pool.tokenSessions.get(pool.refreshTokens.get(hashOf(refreshToken)) ?? '')
  if (session) endTokenSession(pool, session)
}
