import * as z from 'zod/mini'
import { toList } from './attributes.ts'
import { describeUser } from './create-user.ts'
import { invalidParameter } from './errors.ts'
import { field } from './operation.ts'
import type { Pool } from './pool.ts'
import type { User } from './users.ts'

export const listUsersInput = z.object({
  UserPoolId: field.userPoolId,
  Filter: z.optional(z.string()),
  Limit: z.optional(z.int().check(z.minimum(0), z.maximum(60))),
  PaginationToken: z.optional(field.text),
  AttributesToGet: z.optional(z.array(z.string())),
})

/** "API_ListUsers", "Searching for user attributes": one attribute, `=` or `^=` (begins with); no more than 60 a page. */
export function listUsers(pool: Pool, input: z.infer<typeof listUsersInput>): object {
  const matches = parseFilter(input.Filter)
  const after = input.PaginationToken === undefined ? '' : readToken(input.PaginationToken)
  const found = pool.users.all().filter(({ key, value }) => key > after && matches(value))
  const page = found.slice(0, input.Limit || 60)
  const last = page.at(-1)
  const more = last && found.length > page.length && { PaginationToken: Buffer.from(`after:${last.key}`).toString('base64url') }
  const wanted = (name: string) => input.AttributesToGet?.includes(name) ?? true
  const Users = page.map(({ value: user }) => ({
    ...describeUser(user),
    Attributes: toList(user).filter(({ Name }) => wanted(Name)),
  }))
  return { Users, ...more }
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString()
  if (!text.startsWith('after:')) throw invalidParameter('Invalid pagination token.')
  return text.slice('after:'.length)
}

const searchable =
  'username email phone_number name given_name family_name preferred_username cognito:user_status status sub'.split(' ')

function parseFilter(filter?: string): (user: User) => boolean {
  if (!filter) return () => true
  const [, name = '', operator, quoted = ''] = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/u.exec(filter) ?? []
  if (!searchable.includes(name)) throw invalidParameter('Error while parsing filter.')
  const wanted = quoted.replaceAll(/\\(.)/gu, '$1').toLowerCase()
  return user => {
    const value = valueOf(user, name)?.toLowerCase()
    return operator === '=' ? value === wanted : (value?.startsWith(wanted) ?? false)
  }
}

function valueOf(user: User, name: string): string | undefined {
  if (name === 'username') return user.username
  if (name === 'sub') return user.sub
  if (name === 'cognito:user_status') return user.status
  if (name === 'status') return user.enabled ? 'Enabled' : 'Disabled'
  return user.attributes[name]
}
