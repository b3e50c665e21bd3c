import { randomUUID } from 'node:crypto'
import { checkAttributes } from './attributes.ts'
import { CognitoError, userNotFound } from './errors.ts'
import type { Pool } from './pool.ts'
import type { SoftwareToken } from './totp.ts'

export type UserStatus = 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED' | 'RESET_REQUIRED' | 'EXTERNAL_PROVIDER'

export type User = {
  username: string
  sub: string
  attributes: Record<string, string>
  enabled: boolean
  status: UserStatus
  createdAt: number
  modifiedAt: number
  passwordHash?: string
  /** When the temporary password stops working. */
  temporaryUntil?: number
  softwareToken?: SoftwareToken
  /** Associated, not verified yet. */
  pendingTotpSecret?: string
}

type NewUser = Pick<User, 'username' | 'attributes' | 'status'> & Partial<User>

/** The pool is case-insensitive. "Managing user pool case sensitivity". */
export const keyOf = (name: string) => name.toLowerCase()

/** By username, or by email while that is verified. "Customizing sign-in attributes": an alias works once it is verified. */
export function findUser(pool: Pool, name: string): User | undefined {
  const owner = pool.aliases.get(keyOf(name))
  return pool.users.get(keyOf(name)) ?? (owner === undefined ? undefined : pool.users.get(owner))
}

export function readUser(pool: Pool, name: string): User {
  const user = findUser(pool, name)
  if (!user) throw userNotFound()
  return user
}

/** Synchronous from the check to the write: of many creations at once, one succeeds. */
export function insertUser(pool: Pool, wanted: NewUser, forceAlias = false): User {
  assertNameFree(pool, wanted.username)
  const now = pool.clock.now()
  const user: User = { sub: randomUUID(), enabled: true, createdAt: now, modifiedAt: now, ...wanted }
  claimAlias(pool, user, forceAlias)
  pool.users.put(keyOf(user.username), user)
  return user
}

export function assertNameFree(pool: Pool, username: string) {
  if (pool.users.get(keyOf(username))) throw new CognitoError('UsernameExistsException', 'User account already exists')
}

/** Reads afresh, so that a change made meanwhile is kept. A value of undefined takes the field away. */
export function changeUser(pool: Pool, username: string, change: Partial<User>): User {
  const user = { ...readUser(pool, username), ...change, modifiedAt: pool.clock.now() }
  pool.users.put(keyOf(user.username), user)
  return user
}

/** A new email counts as unverified unless the same call says otherwise. "API_AdminUpdateUserAttributes". */
export function changeAttributes(pool: Pool, username: string, attributes: Record<string, string>): User {
  checkAttributes(attributes)
  const user = readUser(pool, username)
  const newEmail = attributes.email !== undefined && attributes.email !== user.attributes.email
  const verified = newEmail ? { email_verified: 'false' } : {}
  const merged = Object.entries({ ...user.attributes, ...verified, ...attributes })
  // An empty value deletes the attribute.
  const changed = { ...user, attributes: Object.fromEntries(merged.filter(([, value]) => value !== '')) }
  claimAlias(pool, changed, false)
  if (aliasOf(user) !== aliasOf(changed)) releaseAlias(pool, user)
  return changeUser(pool, username, { attributes: changed.attributes })
}

export function removeUser(pool: Pool, user: User) {
  releaseAlias(pool, user)
  for (const { key, value } of pool.links.all()) if (value === keyOf(user.username)) pool.links.remove(key)
  pool.users.remove(keyOf(user.username))
}

const aliasOf = ({ attributes: { email, email_verified } }: User) =>
  email !== undefined && email_verified === 'true' ? keyOf(email) : undefined

/**
 * `ForceAliasCreation` moves the alias to the new user, and the former one can no longer sign in by it. "API_AdminCreateUser".
 * For a change of attributes the guide leaves open whether the alias moves; the API reference lists AliasExistsException.
 */
function claimAlias(pool: Pool, user: User, force: boolean) {
  const alias = aliasOf(user)
  if (alias === undefined) return
  const holder = pool.aliases.get(alias)
  if (holder !== undefined && holder !== keyOf(user.username)) {
    if (!force) throw new CognitoError('AliasExistsException', 'An account with the email already exists.')
    const former = pool.users.get(holder)
    if (former) pool.users.put(holder, { ...former, attributes: { ...former.attributes, email_verified: 'false' } })
  }
  pool.aliases.put(alias, keyOf(user.username))
}

function releaseAlias(pool: Pool, user: User) {
  const alias = aliasOf(user)
  if (alias !== undefined && pool.aliases.get(alias) === keyOf(user.username)) pool.aliases.remove(alias)
}
