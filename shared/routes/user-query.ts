import * as z from 'zod/mini'
import { fold } from '../domain/folding.ts'
import { compact, wordsIn } from '../domain/searching.ts'
import type { UserFilter } from '../domain/user-filter.ts'
import { locales, userStatuses } from '../domain/users.ts'
import { listOf } from './fields.ts'

const described = (text: string) => z.describe(text)
const prefix = z.optional(z.string().check(z.maxLength(320), described('What it begins with; blind to case and accents.')))
const moment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/

const time = z.pipe(
  z.string().check(described('RFC 3339, such as 2026-01-31T12:00:00.000Z; a date alone is its midnight in UTC.')),
  z.transform((given, context) => {
    const milliseconds = moment.test(given) ? Date.parse(given) : Number.NaN
    const time = Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString()
    if (/^\d{4}-/.test(time)) return time // an offset can lead out of the four-digit years
    context.issues.push({ code: 'custom', message: 'must be a time such as 2026-01-31T12:00:00Z, or a date', input: given })
    return z.NEVER
  }),
)

const ids = z.pipe(
  z.string().check(z.maxLength(1000), described('Comma list: whoever has any of them.')),
  z.transform(given => given.split(',').map(id => id.trim())),
)

const yesOrNo = z.pipe(
  z.enum(['true', 'false']),
  z.transform(given => given === 'true'),
)

/** A3: everything that a list of users can be narrowed by. */
export const userFilters = {
  q: z.optional(
    z
      .string()
      .check(z.maxLength(200), described('Every word must begin a word of a name, an email address or the phone number.')),
  ),
  status: z.optional(listOf(userStatuses)),
  roleId: z.optional(ids),
  siteId: z.optional(z.string().check(z.maxLength(80), described('Whoever has access to this site, by name or by having all.'))),
  email: prefix,
  firstName: prefix,
  lastName: prefix,
  phone: z.optional(z.string().check(z.maxLength(60), described('What it begins with; only letters and digits count.'))),
  locale: z.optional(z.enum(locales)),
  createdAfter: z.optional(time),
  createdBefore: z.optional(time),
  lastSignInBefore: z.optional(time),
  neverSignedIn: z.optional(yesOrNo),
}

type Chosen = z.output<z.ZodMiniObject<typeof userFilters>>

/** An empty text asks for nothing. */
export const filterOf = ({ q, status, roleId, siteId, email, firstName, lastName, phone, ...rest }: Chosen): UserFilter => ({
  words: wordsIn(q ?? ''),
  statuses: status ?? null,
  roleIds: roleId ?? null,
  siteId: siteId ?? null,
  email: fold(email ?? '') || null,
  firstName: fold(firstName ?? '') || null,
  lastName: fold(lastName ?? '') || null,
  phone: compact(phone ?? '') || null,
  locale: rest.locale ?? null,
  createdAfter: rest.createdAfter ?? null,
  createdBefore: rest.createdBefore ?? null,
  lastSignInBefore: rest.lastSignInBefore ?? null,
  neverSignedIn: rest.neverSignedIn ?? null,
})
