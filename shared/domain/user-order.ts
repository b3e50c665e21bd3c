import { fold } from './folding.ts'
import type { UserFilter } from './user-filter.ts'
import type { User, UserRecord } from './users.ts'

export const userOrders = ['name', 'email', 'createdAt', 'lastSignInAt'] as const
export type UserOrder = (typeof userOrders)[number]

/** Below every character of a folded text, so that "Li" comes before "Lima". */
const separator = '\u0001'
const afterSeparator = '\u0002'

const foldedParts = (...parts: string[]) => parts.map(part => [...fold(part)].slice(0, 80).join('')).join(separator)

export const nameKey = ({ id, lastName, firstName }: Pick<User, 'id' | 'lastName' | 'firstName'>): string =>
  foldedParts(lastName ?? '', firstName ?? '') + separator + id

export const emailKey = ({ id, email }: Pick<User, 'id' | 'email'>): string => foldedParts(email ?? '') + separator + id

export const creationKey = ({ id, createdAt }: Pick<User, 'id' | 'createdAt'>): string => createdAt + separator + id

export const signInKey = (userId: string, lastSignInAt: string | null): string => (lastSignInAt ?? '') + separator + userId

/** What the orders are made of. */
export type Ordered = {
  user: Pick<User, 'id' | 'lastName' | 'firstName' | 'email' | 'createdAt'>
  lastSignInAt: UserRecord['lastSignInAt']
}

/** Where somebody stands in the list: unique, because it ends with the id. */
export function orderKey(order: UserOrder, { user, lastSignInAt }: Ordered): string {
  switch (order) {
    case 'name':
      return nameKey(user)
    case 'email':
      return emailKey(user)
    case 'createdAt':
      return creationKey(user)
    default:
      return signInKey(user.id, lastSignInAt)
  }
}

export const idIn = (key: string): string => key.slice(key.lastIndexOf(separator) + 1)

/** By bytes of UTF-8, as DynamoDB compares; JavaScript's own order differs beyond the first 65 536 characters. */
export const compareKeys = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

/** A part of an order that a filter narrows it to. `from` and `to` belong to it. */
export type Bounds = { prefix?: string; from?: string; to?: string }

/** What of the filter says where in this order to look; null when nothing does. */
export function boundsOf(order: UserOrder, filter: UserFilter): Bounds | null {
  switch (order) {
    case 'name':
      return prefixOf(filter.lastName)
    case 'email':
      return prefixOf(filter.email)
    case 'createdAt':
      return between(filter.createdAfter === null ? undefined : filter.createdAfter + afterSeparator, filter.createdBefore)
    default: {
      const signedIn = filter.lastSignInBefore !== null || filter.neverSignedIn === false
      if (filter.neverSignedIn) return { prefix: separator }
      return between(signedIn ? '0' : undefined, filter.lastSignInBefore)
    }
  }
}

/** A key holds only so much of a text. */
const prefixOf = (text: string | null): Bounds | null => (text ? { prefix: [...text].slice(0, 80).join('') } : null)

/** The separator stands below every digit: whoever was made at `to` itself has a greater key. */
const between = (from: string | undefined, to: string | null): Bounds | null =>
  from === undefined && to === null ? null : { ...(from !== undefined && { from }), ...(to !== null && { to }) }
