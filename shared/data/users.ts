import { cellOf } from '../domain/counts.ts'
import { fold } from '../domain/folding.ts'
import type { InvitationSummary } from '../domain/invitations.ts'
import type { User, UserRecord, UserStatus } from '../domain/users.ts'
import type { Item } from './expressions.ts'
import { stale } from './failures.ts'
import type { IndexName } from './indexes.ts'
import { cellOfOrg, userKey, usersOf } from './keys.ts'
import type { Change, Place, ReadTable, Write } from './table.ts'
import { packUser, unpackUser } from './user-row.ts'

export const userAt = (orgId: string, userId: string): Place<UserRecord | undefined> => ({
  key: userKey(orgId, userId),
  from: item => item && recordOf(item),
})

/** Also what an index projects of the item. */
const recordOf = (item: Item): UserRecord => ({
  user: unpackUser(item.sk.slice(item.sk.indexOf('#') + 1), String(item.user)),
  invitation: (item.invitation ?? null) as InvitationSummary | null, // as createUser and changeUser wrote it
  lastSignInAt: (item.lastSignInAt ?? null) as string | null, // likewise
  sessionsValidAfter: Number(item.sessionsValidAfter ?? 0),
})

/** `version` and `status` stand beside the packed row for conditions alone; no index has them. */
const attributes = (user: User) => ({ user: packUser(user), version: user.version, status: user.status })

/** Parts of a sort key are parted by a character below every other, so that "Li" comes before "Lima". */
const sortKey = (...parts: string[]) => parts.map(part => [...fold(part)].slice(0, 80).join('')).join('\u0001')

const nameKey = (user: User) => `${sortKey(user.lastName ?? '', user.firstName ?? '')}\u0001${user.id}`

/** Where the users list finds this user. */
const indexKeys = (orgId: string, user: User) => ({
  byName: nameKey(user),
  byEmail: `${sortKey(user.email)}\u0001${user.id}`,
  byCreation: `${user.createdAt}\u0001${user.id}`,
  cell: cellOfOrg(orgId, cellOf(user)),
  cellKey: nameKey(user),
})

const signInKey = (userId: string, lastSignInAt: string | null) => `${lastSignInAt ?? ''}\u0001${userId}`

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

/** @param sessionsValidAfter seconds since the epoch, given when older sessions end with this change */
export const changeUser = (
  orgId: string,
  before: User,
  after: User,
  { invitation, sessionsValidAfter }: { invitation?: InvitationSummary | null; sessionsValidAfter?: number } = {},
): Write => ({
  change: userKey(orgId, after.id),
  set: {
    ...attributes(after),
    ...indexKeys(orgId, after),
    ...(invitation && { invitation }),
    ...(sessionsValidAfter !== undefined && { sessionsValidAfter }),
  },
  remove: invitation === null ? ['invitation'] : [],
  if: { version: { is: before.version } },
  otherwise: stale,
})

export const removeUser = (orgId: string, { id, version }: User): Write => ({
  delete: userKey(orgId, id),
  if: { version: { is: version } },
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

export const userOrders = {
  name: 'byName',
  email: 'byEmail',
  createdAt: 'byCreation',
  lastSignInAt: 'byLastSignIn',
} as const satisfies Record<string, IndexName>
export type UserOrder = keyof typeof userOrders

/** Where a page ended: the sort key and the key of its last item. */
export type UserPosition = { sort: string; sk: string }

/** One stretch of the list, in order; lags a write by moments. */
export async function listUsers(
  table: ReadTable,
  {
    orgId,
    order,
    descending,
    after,
    limit,
  }: { orgId: string; order: UserOrder; descending: boolean; after?: UserPosition; limit: number },
): Promise<{ record: UserRecord; position: UserPosition }[]> {
  const index = userOrders[order]
  const partition = usersOf(orgId)
  const items = await table.range({
    index,
    partition,
    limit,
    descending,
    after: after && { pk: partition, sk: after.sk, [index]: after.sort },
  })
  return items.map(item => ({ record: recordOf(item), position: { sort: String(item[index]), sk: item.sk } }))
}
