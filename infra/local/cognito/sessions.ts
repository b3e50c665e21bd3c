import { randomUUID } from 'node:crypto'
import type { Collection } from '../state.ts'
import { type Pool, randomText, settings } from './pool.ts'
import { hashOf, newSecret } from './tickets.ts'
import { keyOf, type User } from './users.ts'

/** Who is at the other end: what a session shows of its last activity. */
export type Device = { ip: string; description: string }

/** One refresh token and all that follow it by rotation. "Managing user sessions". */
export type TokenSession = {
  id: string
  username: string
  clientId: string
  originJti: string
  scopes: string[]
  amr: string[]
  /** Seconds. */
  authTime: number
  createdAt: number
  lastActiveAt: number
  expiresAt: number
  device: Device
  /** The SSO session that it came through; none for sign-ins by the API. */
  ssoId?: string
  refreshHash: string
  /** When the refresh token was last rotated, and the one before: for the grace period. */
  rotated?: { at: number; from: string }
  /** The access tokens that Cognito's own API takes. */
  accessTokens: { jti: string; expiresAt: number }[]
}

/** A sign-in on the hosted page in one browser. */
export type SsoSession = {
  id: string
  username: string
  createdAt: number
  lastActiveAt: number
  expiresAt: number
  device: Device
}

export type SessionStart = Pick<TokenSession, 'clientId' | 'scopes' | 'amr' | 'authTime' | 'device'> & { ssoId?: string }

export function openTokenSession(pool: Pool, user: User, start: SessionStart): { session: TokenSession; refreshToken: string } {
  const now = pool.clock.now()
  const refreshToken = newSecret()
  makeRoom(pool, user)
  const session: TokenSession = {
    ...start,
    id: `tkn${randomText(25)}`,
    username: keyOf(user.username),
    originJti: randomUUID(),
    createdAt: now,
    lastActiveAt: now,
    expiresAt: now + settings.refreshTokenSeconds * 1000,
    refreshHash: hashOf(refreshToken),
    accessTokens: [],
  }
  pool.tokenSessions.put(session.originJti, session)
  pool.refreshTokens.put(session.refreshHash, session.originJti)
  noteSession(pool, user, 'token', session.originJti)
  return { session, refreshToken }
}

/** "API_UserPoolTokenSessionConfigType": whoever has the most there may be loses the one that was least recently used. */
function makeRoom(pool: Pool, user: User) {
  const oldestFirst = tokenSessionsOf(pool, user).toSorted((one, other) => one.lastActiveAt - other.lastActiveAt)
  const tooMany = Math.max(0, oldestFirst.length - settings.tokenSessionsPerUser + 1)
  for (const session of oldestFirst.slice(0, tooMany)) endTokenSession(pool, session)
}

export function noteAccessToken(pool: Pool, originJti: string, token: { jti: string; expiresAt: number }) {
  const session = pool.tokenSessions.get(originJti)
  if (!session) return
  const alive = session.accessTokens.filter(({ expiresAt }) => expiresAt > pool.clock.now())
  pool.tokenSessions.put(originJti, { ...session, accessTokens: [...alive, token] })
}

/** The keys of a user's sessions, some of which may have ended. */
export type SessionKeys = { token: string[]; sso: string[] }

export const tokenSessionsOf = (pool: Pool, user: User) => alive(pool, pool.tokenSessions, keysOf(pool, user).token)
export const ssoSessionsOf = (pool: Pool, user: User) => alive(pool, pool.ssoSessions, keysOf(pool, user).sso)

const keysOf = (pool: Pool, { username }: User): SessionKeys => pool.sessionsOfUser.get(keyOf(username)) ?? { token: [], sso: [] }

const alive = <T extends { expiresAt: number }>(pool: Pool, sessions: Collection<T>, keys: string[]): T[] =>
  keys.flatMap(key => sessions.get(key) ?? []).filter(({ expiresAt }) => expiresAt > pool.clock.now())

function noteSession(pool: Pool, user: User, kind: keyof SessionKeys, key: string) {
  const keys = {
    token: tokenSessionsOf(pool, user).map(({ originJti }) => originJti),
    sso: ssoSessionsOf(pool, user).map(({ id }) => id),
  }
  pool.sessionsOfUser.put(keyOf(user.username), { ...keys, [kind]: [...keys[kind], key] })
}

export const endTokenSession = (pool: Pool, session: TokenSession) => pool.tokenSessions.remove(session.originJti)

/** Global sign-out ends the token sessions; the hosted page's cookie stays. "Signing users out with global sign-out". */
export function endTokenSessions(pool: Pool, user: User) {
  for (const session of tokenSessionsOf(pool, user)) endTokenSession(pool, session)
}

/** With the user everything goes, so that nobody who gets the username later inherits it. */
export function forgetSessions(pool: Pool, user: User) {
  endTokenSessions(pool, user)
  for (const { id } of ssoSessionsOf(pool, user)) pool.ssoSessions.remove(id)
  pool.sessionsOfUser.remove(keyOf(user.username))
}

/** "API_AdminDisableUser": the access tokens are revoked; it does not say that the refresh tokens are. */
export function revokeAccessTokens(pool: Pool, user: User) {
  for (const session of tokenSessionsOf(pool, user)) pool.tokenSessions.put(session.originJti, { ...session, accessTokens: [] })
}

export function openSsoSession(pool: Pool, user: User, device: Device): SsoSession {
  const now = pool.clock.now()
  const session: SsoSession = {
    id: `sso${randomText(25)}`,
    username: keyOf(user.username),
    createdAt: now,
    lastActiveAt: now,
    expiresAt: now + settings.ssoSessionSeconds * 1000,
    device,
  }
  pool.ssoSessions.put(session.id, session)
  noteSession(pool, user, 'sso', session.id)
  return session
}
