import { cellOf } from '../domain/counts.ts'
import type { InvitationSummary } from '../domain/invitations.ts'
import type { Ended } from '../domain/sessions.ts'
import { creationKey, emailKey, nameKey, signInKey } from '../domain/user-order.ts'
import type { User, UserRecord, UserStatus } from '../domain/users.ts'
import type { Conditions, Item } from './expressions.ts'
import { stale } from './failures.ts'
import { cellOfOrg, userKey } from './keys.ts'
import type { Change, Place, Write } from './table.ts'
import { packUser, unpackUser } from './user-row.ts'

export const userAt = (orgId: string, userId: string): Place<UserRecord | undefined> => ({
  key: userKey(orgId, userId),
  from: item => item && recordOf(item),
})

/** Also what an index projects of the item. */
export const recordOf = (item: Item): UserRecord => ({
  user: unpackUser(item.sk.slice(item.sk.indexOf('#') + 1), String(item.user)),
  invitation: (item.invitation ?? null) as InvitationSummary | null, // as createUser and changeUser wrote it
  lastSignInAt: (item.lastSignInAt ?? null) as string | null, // likewise
  sessionsValidAfter: Number(item.sessionsValidAfter ?? 0),
  ended: item.ended as Ended | undefined, // as endSessions wrote it
  owns: Number(item.owns ?? 0),
  handingOver: (item.handingOver ?? null) as string | null, // as shared/data/transfers.ts writes it
  receiving: Number(item.receiving ?? 0),
  groups: (item.groups ?? []) as string[], // as changeUser wrote them
})

/** `version` and `status` stand beside the packed row for conditions alone; no index has them. */
const attributes = (user: User) => ({ user: packUser(user), version: user.version, status: user.status })

/** Where the users list finds this user. */
const indexKeys = (orgId: string, user: User) => ({
  byName: nameKey(user),
  byEmail: emailKey(user),
  byCreation: creationKey(user),
  cell: cellOfOrg(orgId, cellOf(user)),
  cellKey: nameKey(user),
})

export const createUser = (orgId: string, user: User, invitation: InvitationSummary | null): Write => ({
  put: {
    ...userKey(orgId, user.id),
    ...attributes(user),
    ...(invitation && { invitation }),
    ...indexKeys(orgId, user),
    byLastSignIn: signInKey(user.id, null),
  },
  if: { pk: 'absent' },
  otherwise: stale,
})

type Beside = {
  invitation?: InvitationSummary | null
  /** Seconds since the epoch, when older sessions end with this change. */
  sessionsValidAfter?: number
  /** D7: where it was not there to be told. */
  ended?: Ended
  /** A6: who receives what the person owns, when that begins with this change. */
  handingOver?: string
  /** L7: the mapped groups, when they change. */
  groups?: string[]
  /** What else must hold of the row. */
  when?: Conditions
}

export const changeUser = (
  orgId: string,
  before: User,
  after: User,
  { invitation, sessionsValidAfter, ended, handingOver, groups, when }: Beside = {},
): Write => ({
  change: userKey(orgId, after.id),
  set: {
    ...attributes(after),
    ...indexKeys(orgId, after),
    ...(invitation && { invitation }),
    ...(sessionsValidAfter !== undefined && { sessionsValidAfter }),
    ...(ended && { ended }),
    ...(handingOver !== undefined && { handingOver }),
    ...(groups !== undefined && { groups }),
  },
  remove: invitation === null ? ['invitation'] : [],
  if: { version: { is: before.version }, ...when },
  otherwise: stale,
})

/** Not a new version: whoever is signed in, and where, is nothing that an `If-Match` is about. Never earlier than it was. */
export const endSessions = (orgId: string, userId: string, { ended, sessionsValidAfter }: Beside): Write => ({
  change: userKey(orgId, userId),
  set: { ...(ended && { ended }), ...(sessionsValidAfter !== undefined && { sessionsValidAfter }) },
  if: { version: 'present', ...(sessionsValidAfter !== undefined && { sessionsValidAfter: { upTo: sessionsValidAfter } }) },
  otherwise: stale,
})

export const removeUser = (orgId: string, { id, version }: User, when: Conditions = {}): Write => ({
  delete: userKey(orgId, id),
  if: { version: { is: version }, ...when },
  otherwise: stale,
})

/** Not a new version: signing in breaks nobody's `If-Match`. At most once an hour, which the condition sees to. */
export const recordSignIn = (orgId: string, userId: string, at: string): Change => ({
  change: userKey(orgId, userId),
  set: { lastSignInAt: at, byLastSignIn: signInKey(userId, at) },
  if: { status: { is: 'active' satisfies UserStatus }, byLastSignIn: { atMost: signInKey(userId, hourBefore(at)) } },
  otherwise: stale,
})

const hourBefore = (at: string) => new Date(Date.parse(at) - 3_600_000).toISOString()
