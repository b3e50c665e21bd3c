import {
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
  AdminUserGlobalSignOutCommand,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, vi } from 'vitest'
import { pages, reference } from './documentation.ts'
import { type Entry, given, type Target } from './entry.ts'
import { createPerson, expectRefused, newName, refresh, tokensOf, whoAmI } from './people.ts'

const needs: Entry['needs'] = ['password flow', 'sessions']
const list = reference('AdminListUserSessions')
const revoke = reference('AdminRevokeUserSession')

const listed = ({ client, userPoolId }: Target, Username: string) =>
  client.send(new AdminListUserSessionsCommand({ UserPoolId: userPoolId, Username }))

/** "The results are eventually consistent": asked until there are as many as there must be. */
export const sessionsOf = (target: Target, username: string, count: number) =>
  vi.waitFor(
    async () => {
      const { Sessions = [] } = await listed(target, username)
      expect(Sessions).toHaveLength(count)
      return Sessions
    },
    { timeout: 20_000, interval: 200 },
  )

export function endSession({ client, userPoolId }: Target, Username: string, one?: SessionDescriptionType) {
  const session = { SessionId: one?.SessionId, RevokeAssociatedSessions: 'LINKED' as const }
  return client.send(new AdminRevokeUserSessionCommand({ UserPoolId: userPoolId, Username, ...session }))
}

/** Two sessions, and which of the listed ones each is: the second came later to the list. */
async function twoSessions(target: Target) {
  const { username } = await createPerson(target)
  const one = await tokensOf(target, username)
  const [first] = await sessionsOf(target, username, 1)
  const other = await tokensOf(target, username)
  await sessionsOf(target, username, 2)
  return { username, one, other, first }
}

export const sessions: Entry[] = [
  {
    behaviour: 'a sign-in by the API is a TOKEN session with an id of its own, of the client, from no browser’s session',
    page: reference('SessionDescriptionType'),
    needs,
    async check(target) {
      const { username } = await createPerson(target)
      await tokensOf(target, username)
      const [session] = await sessionsOf(target, username, 1)
      expect(session).toMatchObject({
        SessionId: expect.stringMatching(/^tkn[a-z\d]{25}$/u),
        SessionType: 'TOKEN',
        ClientId: target.clientId,
        CreateDate: expect.any(Date),
        LastActiveDate: expect.any(Date),
        IsCurrentSession: false,
      })
      expect(session?.OriginSessionId ?? null).toBeNull()
    },
  },
  {
    behaviour: 'whoever has never signed in has no sessions, and nobody’s are UserNotFoundException',
    page: list,
    needs,
    async check(target) {
      const { username } = await createPerson(target)
      expect(await sessionsOf(target, username, 0)).toEqual([])
      await expectRefused(listed(target, newName()), 'UserNotFoundException')
    },
  },
  {
    behaviour: 'a refresh goes on with the same session',
    page: pages.sessions,
    needs,
    async check(target) {
      const { username } = await createPerson(target)
      const { RefreshToken } = await tokensOf(target, username)
      const [before] = await sessionsOf(target, username, 1)
      await refresh(target, RefreshToken)
      const [after] = await sessionsOf(target, username, 1)
      expect(after?.SessionId).toBe(before?.SessionId)
      expect(Number(after?.LastActiveDate)).toBeGreaterThanOrEqual(Number(before?.LastActiveDate))
    },
  },
  {
    behaviour: 'an ended session gives no more tokens, its access tokens are revoked, and it is gone from the list; others stay',
    page: revoke,
    needs,
    async check(target) {
      const { username, one, other, first } = await twoSessions(target)
      await endSession(target, username, first)
      await expectRefused(refresh(target, one.RefreshToken))
      await expectRefused(whoAmI(target, one.AccessToken))
      await whoAmI(target, other.AccessToken)
      await refresh(target, other.RefreshToken)
      const left = await sessionsOf(target, username, 1)
      expect(left[0]?.SessionId).not.toBe(first?.SessionId)
    },
  },
  {
    behaviour: 'ending a session that is over is ResourceNotFoundException',
    page: revoke,
    needs,
    async check(target) {
      const { username, first } = await twoSessions(target)
      await endSession(target, username, first)
      await expectRefused(endSession(target, username, first), 'ResourceNotFoundException')
    },
  },
  {
    behaviour: 'a session is ended only in the name of whose it is',
    page: revoke,
    needs,
    async check(target) {
      const { username, one, first } = await twoSessions(target)
      const stranger = await createPerson(target)
      await expectRefused(endSession(target, stranger.username, first), /Exception$/u)
      await sessionsOf(target, username, 2)
      await refresh(target, one.RefreshToken)
    },
  },
  {
    behaviour: 'at most twenty sessions: the next sign-in ends the one that was least recently used',
    page: reference('UserPoolTokenSessionConfigType'),
    needs,
    async check(target) {
      const { username } = await createPerson(target)
      const signedIn = [await tokensOf(target, username)]
      while (signedIn.length < 20) signedIn.push(await tokensOf(target, username))
      const [oldest, next] = signedIn
      const used = await refresh(target, given(oldest).RefreshToken)
      await tokensOf(target, username)
      await expectRefused(refresh(target, given(next).RefreshToken))
      await refresh(target, used.RefreshToken)
      await sessionsOf(target, username, 20)
    },
  },
  {
    behaviour: 'whoever was signed out everywhere has no sessions',
    page: list,
    needs,
    async check(target) {
      const { username } = await twoSessions(target)
      await target.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: target.userPoolId, Username: username }))
      await sessionsOf(target, username, 0)
    },
  },
]
