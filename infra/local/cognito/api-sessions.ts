import * as z from 'zod/mini'
import { CognitoError } from './errors.ts'
import { field, operation } from './operation.ts'
import type { Pool } from './pool.ts'
import { endTokenSession, type SsoSession, ssoSessionsOf, type TokenSession, tokenSessionsOf } from './sessions.ts'
import { readAccessToken } from './tokens.ts'
import { readUser, type User } from './users.ts'

const named = { UserPoolId: field.userPoolId, Username: field.username }

const paged = { NextToken: z.optional(field.text) }

/** "API_AdminListUserSessions", which knows of no current one. */
const adminListSessions = operation(z.object({ ...named, ...paged }), (pool, { Username }) => ({
  Sessions: sessionsOf(pool, readUser(pool, Username)),
}))

/** "API_ListUserSessions": unlike its neighbours, its page names no scope that the access token must have. */
const listSessions = operation(z.object({ AccessToken: field.text, ...paged }), async (pool, { AccessToken }) => {
  const { user, session } = await readAccessToken(pool, AccessToken, null)
  return { Sessions: sessionsOf(pool, user, session.id) }
})

/** All in one page, at most 125. */
function sessionsOf(pool: Pool, user: User, currentId?: string) {
  const tokens = tokenSessionsOf(pool, user).map(session => describe(pool, session, 'TOKEN', currentId))
  const browsers = ssoSessionsOf(pool, user).map(session => describe(pool, session, 'SSO', currentId))
  return [...tokens, ...browsers].toSorted((one, other) => other.LastActiveDate - one.LastActiveDate).slice(0, 125)
}

const describe = (
  pool: Pool,
  session: SsoSession & { ssoId?: string; clientId?: string },
  SessionType: 'TOKEN' | 'SSO',
  currentId: string | undefined,
) => ({
  SessionId: session.id,
  SessionType,
  ClientId: session.clientId ?? pool.clientId,
  CreateDate: session.createdAt / 1000,
  LastActiveDate: session.lastActiveAt / 1000,
  DeviceType: session.device.description,
  LastIPAddress: session.device.ip,
  ...(session.ssoId !== undefined && { OriginSessionId: session.ssoId }),
  IsCurrentSession: session.id === currentId,
})

const revokeInput = z.object({
  ...named,
  SessionId: z.string().check(z.regex(/^(tkn|sso)[a-z0-9]{25}$/u)),
  RevokeAssociatedSessions: z.optional(z.enum(['NONE', 'LINKED'])),
})

/** "API_AdminRevokeUserSession": LINKED also ends the browser's session, or the tokens that came through it. */
const revokeSession = operation(revokeInput, (pool, { Username, SessionId, RevokeAssociatedSessions = 'NONE' }) => {
  const user = readUser(pool, Username)
  const tokens = tokenSessionsOf(pool, user)
  const token = tokens.find(({ id }) => id === SessionId)
  const browser = ssoSessionsOf(pool, user).find(({ id }) => id === SessionId)
  if (!token && !browser) throw new CognitoError('ResourceNotFoundException', 'Session does not exist.')
  const linked = RevokeAssociatedSessions === 'LINKED'
  const ended: TokenSession[] = token ? [token] : tokens.filter(({ ssoId }) => linked && ssoId === SessionId)
  for (const session of ended) endTokenSession(pool, session)
  if (browser) pool.ssoSessions.remove(browser.id)
  if (linked && token?.ssoId !== undefined) pool.ssoSessions.remove(token.ssoId)
  return {}
})

export const sessionOperations = {
  AdminListUserSessions: adminListSessions,
  AdminRevokeUserSession: revokeSession,
  ListUserSessions: listSessions,
}
