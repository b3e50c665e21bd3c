import type { User } from '../domain/users.ts'

/**
 * The columns of a user as the table keeps them, in this order: one text without names, since a page of the users list pays for each
 * byte of fifty of them, in every index. A new column goes to the end, and reads as null where it is missing.
 */
const columns = [
  'email',
  'communicationEmail',
  'firstName',
  'lastName',
  'displayName',
  'phone',
  'locale',
  'status',
  'roleIds',
  'extraPermissions',
  'siteIds',
  'mustChangePassword',
  'createdAt',
  'updatedAt',
  'joinedAt',
  'version',
  'displacedAt',
  'managedBy',
  'withheldAt',
] as const satisfies Exclude<keyof User, 'id'>[]

/** Kept as milliseconds in base 36: a third of the letters. */
const times = new Set<string>([
  'createdAt',
  'updatedAt',
  'joinedAt',
  'displacedAt',
  'withheldAt',
] satisfies (typeof columns)[number][])

/** Does not compile when a column of the user is missing above. */
type Missing = Exclude<keyof User, 'id' | (typeof columns)[number]>

export function packUser(user: Missing extends never ? User : never): string {
  const values = columns.map(column => (times.has(column) ? packTime(user[column]) : user[column]))
  return JSON.stringify(values.slice(0, values.findLastIndex(value => value !== null) + 1)) // what few have costs the others nothing
}

export function unpackUser(id: string, row: string): User {
  const values: unknown[] = JSON.parse(row)
  const named = columns.map((column, index) => [column, times.has(column) ? unpackTime(values[index]) : (values[index] ?? null)])
  return { id, ...Object.fromEntries(named) } as User // as packUser wrote it
}

const packTime = (time: unknown) => (typeof time === 'string' ? Date.parse(time).toString(36) : null)

const unpackTime = (packed: unknown) => (typeof packed === 'string' ? new Date(Number.parseInt(packed, 36)).toISOString() : null)
