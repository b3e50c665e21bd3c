import {
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider'
import { type Session, sessionIdOf, tokenSessionIdOf } from '../domain/sessions.ts'
import { ask, client, named } from './cognito.ts'

export type ReadSessions = {
  /** Newest activity first. Cognito may name a new one only seconds later. Nobody who can't sign in has any. */
  list(userId: string): Promise<Session[]>
}

export type Sessions = ReadSessions & {
  /** No new token from its refresh token; the browser's session that it came through ends with it. One that is over stays so. */
  end(userId: string, sessionId: string): Promise<void>
}

export const sessions: Sessions = {
  async list(userId) {
    const answer = await ask(client.send(new AdminListUserSessionsCommand(named(userId))), 'UserNotFoundException')
    return (answer?.Sessions ?? []).flatMap(described).toSorted((one, other) => (one.lastActiveAt < other.lastActiveAt ? 1 : -1))
  },
  async end(userId, sessionId) {
    const session = { SessionId: tokenSessionIdOf(sessionId), RevokeAssociatedSessions: 'LINKED' as const }
    await ask(client.send(new AdminRevokeUserSessionCommand({ ...named(userId), ...session })), 'ResourceNotFoundException')
  },
}

/** A browser's session alone is none of ours: the client never reuses it silently, so no token comes of it. */
function described({ SessionId, ClientId, CreateDate, LastActiveDate, ...more }: SessionDescriptionType): Session[] {
  const id = sessionIdOf(SessionId ?? '')
  if (!id || !ClientId || !CreateDate) return []
  const createdAt = CreateDate.toISOString()
  const device = more.DeviceType && more.DeviceType !== 'unknown' ? more.DeviceType : null
  const lastActiveAt = LastActiveDate?.toISOString() ?? createdAt
  return [{ id, clientId: ClientId, device, ip: more.LastIPAddress || null, createdAt, lastActiveAt }]
}
