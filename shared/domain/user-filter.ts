import { fold } from './folding.ts'
import { type Rights, rightsOf } from './rights.ts'
import { compact, hasWords, type Searchable } from './searching.ts'
import type { Locale, User, UserRecord, UserStatus } from './users.ts'

/** A3: what a list of users is narrowed to; everything given must hold. */
export type UserFilter = {
  /** Each begins a word of some column; from `wordsIn`. */
  words: string[]
  statuses: UserStatus[] | null
  /** Any of them. */
  roleIds: string[] | null
  /** Whoever has access to this site, by name or by having all. */
  siteId: string | null
  /** What the columns begin with, folded; the phone compacted. */
  email: string | null
  firstName: string | null
  lastName: string | null
  phone: string | null
  locale: Locale | null
  /** RFC 3339; the moment itself is not meant. */
  createdAfter: string | null
  createdBefore: string | null
  /** Who never signed in, did not before either. */
  lastSignInBefore: string | null
  neverSignedIn: boolean | null
}

export const everybody: UserFilter = {
  words: [],
  statuses: null,
  roleIds: null,
  siteId: null,
  email: null,
  firstName: null,
  lastName: null,
  phone: null,
  locale: null,
  createdAfter: null,
  createdBefore: null,
  lastSignInBefore: null,
  neverSignedIn: null,
}

/** Status and roles, which the cell index and the counters know. */
export const inCell = ({ statuses, roleIds }: UserFilter, { status, roleIds: held }: Pick<User, 'status' | 'roleIds'>): boolean =>
  (statuses?.includes(status) ?? true) && (roleIds?.some(id => held.includes(id)) ?? true)

export const hasSite = (sites: Rights['sites'], siteId: string): boolean => sites === 'all' || sites.includes(siteId)

export function matches(filter: UserFilter, { user, lastSignInAt }: Pick<UserRecord, 'user' | 'lastSignInAt'>): boolean {
  return (
    inCell(filter, user) &&
    (filter.siteId === null || hasSite(rightsOf(user, []).sites, filter.siteId)) &&
    (filter.locale === null || user.locale === filter.locale) &&
    signedIn(filter, lastSignInAt) &&
    mayMatch(filter, user)
  )
}

/** As far as it can be told by the columns that are searched. */
export const mayMatch = (filter: UserFilter, columns: Searchable & Pick<User, 'createdAt'>): boolean =>
  begins(columns, filter) &&
  (filter.createdAfter === null || columns.createdAt > filter.createdAfter) &&
  (filter.createdBefore === null || columns.createdAt < filter.createdBefore) &&
  hasWords(columns, filter.words)

const begins = (columns: Searchable, { email, firstName, lastName, phone }: UserFilter) =>
  (email === null || fold(columns.email ?? '').startsWith(email)) &&
  (firstName === null || fold(columns.firstName ?? '').startsWith(firstName)) &&
  (lastName === null || fold(columns.lastName ?? '').startsWith(lastName)) &&
  (phone === null || compact(columns.phone ?? '').startsWith(phone))

const signedIn = ({ lastSignInBefore, neverSignedIn }: UserFilter, lastSignInAt: string | null) =>
  (lastSignInBefore === null || (lastSignInAt !== null && lastSignInAt < lastSignInBefore)) &&
  (neverSignedIn === null || (lastSignInAt === null) === neverSignedIn)
