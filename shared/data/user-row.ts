import type { User } from '../domain/users.ts'

/**
 * The columns of a user as the table keeps them, in this order: one text without names, since a page of the users list pays for each
 * byte of fifty of them, in every index. A new column goes to the end.
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
] as const satisfies Exclude<keyof User, 'id'>[]

/** Does not compile when a column of the user is missing above. */
type Missing = Exclude<keyof User, 'id' | (typeof columns)[number]>

export const packUser = (user: Missing extends never ? User : never): string =>
  JSON.stringify(columns.map(column => user[column]))

export function unpackUser(id: string, row: string): User {
  const values: unknown[] = JSON.parse(row)
  return { id, ...Object.fromEntries(columns.map((column, index) => [column, values[index]])) } as User // as packUser wrote it
}
