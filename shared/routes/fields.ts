import * as z from 'zod/mini'
import { normalizeEmail } from '../domain/emails.ts'
import { deliveryStates, invitationStatuses } from '../domain/invitations.ts'
import { actions } from '../domain/lifecycle.ts'
import { normalizeUsername } from '../domain/usernames.ts'
import { locales, userStatuses } from '../domain/users.ts'

/** The parts that routes share. A description says shape, unit and where a value comes from. */
const described = (text: string) => z.describe(text)

const control = /\p{Cc}/u
export const line = (max: number) =>
  z.string().check(
    z.trim(),
    z.maxLength(max),
    z.refine(text => !control.test(text), 'must not contain line breaks or control characters'),
  )

/** At most `max` characters; an empty text means none. */
const text = (max: number) =>
  z.pipe(
    z.nullable(line(max)),
    z.transform(value => value || null),
  )

export const email = z.pipe(
  z.string().check(z.maxLength(320), described('One plain address; normalized: NFKC, lower case, the domain in ASCII.')),
  z.transform((given, context) => {
    const normalized = normalizeEmail(given)
    if (normalized) return normalized
    context.issues.push({ code: 'custom', message: 'must be one plain email address, such as maria@example.com', input: given })
    return z.NEVER
  }),
)

export const username = z.pipe(
  z
    .string()
    .check(z.describe('3 to 40 of a-z, 0-9, dot, underscore and hyphen; the first a letter or digit. Case does not matter.')),
  z.transform((given, context) => {
    const normalized = normalizeUsername(given)
    if (normalized) return normalized
    const message = 'must have 3 to 40 letters a to z, digits, dots, underscores or hyphens, and begin with a letter or digit'
    context.issues.push({ code: 'custom', message, input: given })
    return z.NEVER
  }),
)

export const personFields = {
  firstName: z.optional(text(100)),
  lastName: z.optional(text(100)),
  displayName: z.optional(text(200)),
  phone: z.optional(text(40)),
  communicationEmail: z.optional(z.nullable(email)),
  locale: z.optional(z.enum(locales)),
}

export const unique = z.refine<string[]>(list => new Set(list).size === list.length, 'must not name the same one twice')
export const ids = (prefix: string, max: number) =>
  z.array(z.string().check(z.regex(new RegExp(`^${prefix}_[0-9a-z_]{1,60}$`)))).check(z.maxLength(max), unique)

export const grantFields = {
  roleIds: z.optional(ids('rol', 20).check(z.minLength(1))),
  extraPermissions: z.optional(z.array(z.string().check(z.maxLength(60))).check(z.maxLength(50), unique)),
  siteIds: z.optional(z.union([z.literal('all'), ids('ste', 100)])),
}

export const time = z.string().check(described('RFC 3339, UTC, with milliseconds.'))
const version = z.number().check(described('Goes up with every change; the same as in the ETag.'))

export const delivery = z.object({
  state: z.enum(deliveryStates),
  at: time,
  reason: z.optional(z.string().check(described('Why it failed; one line.'))),
})

const deliveryTimes = z
  .object({
    queued: time,
    sent: z.optional(time),
    delivered: z.optional(time),
    bounced: z.optional(time),
    complained: z.optional(time),
    rejected: z.optional(time),
  })
  .check(described('When the newest mail reached each state; only those that it has reached.'))

export const userShape = z
  .object({
    id: z.string(),
    email: z
      .nullable(z.string())
      .check(described('The login email. Null until somebody invited by username accepts: then it is theirs to tell.')),
    communicationEmail: z.nullable(z.string()).check(described('Where mail to this person goes; null: to the login email.')),
    firstName: z.nullable(z.string()),
    lastName: z.nullable(z.string()),
    displayName: z.string().check(described('As given, else first and last name, else the email.')),
    phone: z.nullable(z.string()),
    locale: z.enum(locales),
    status: z.enum(userStatuses),
    roles: z.array(z.object({ id: z.string(), name: z.string() })),
    extraPermissions: z.array(z.string()),
    siteIds: z.union([z.literal('all'), z.array(z.string())]),
    mustChangePassword: z.boolean(),
    rolesManagedBy: z
      .optional(z.string())
      .check(
        described(
          'The identity provider whose groups decide the roles, which then can’t be edited by hand; only where one does.',
        ),
      ),
    invitation: z.nullable(z.object({ id: z.string(), status: z.enum(invitationStatuses), expiresAt: time, delivery })),
    createdAt: time,
    updatedAt: time,
    lastSignInAt: z.nullable(time),
    version,
    actions: z
      .array(z.enum(Object.keys(actions) as (keyof typeof actions)[])) // the keys of a const object are its type's
      .check(described('What the caller may do to this user now.')),
  })
  .register(z.globalRegistry, { id: 'User' })

export const invitationShape = z
  .object({
    id: z.string(),
    userId: z.string(),
    email: z.nullable(z.string()).check(described('Null until somebody invited by username accepts.')),
    username: z.nullable(z.string()).check(described('As given, where somebody was invited by it.')),
    status: z.enum(invitationStatuses),
    expiresAt: time,
    invitedBy: z.nullable(z.object({ id: z.string(), displayName: z.string() })).check(described('Null: the operator.')),
    message: z.nullable(z.string()),
    delivery,
    deliveryTimes,
    reason: z.nullable(z.literal('inviter_lost_rights')).check(described('Why it was cancelled without anybody asking for it.')),
    createdAt: time,
    updatedAt: time,
    version,
  })
  .register(z.globalRegistry, { id: 'Invitation' })

export const roleShape = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    permissions: z.array(z.string()),
    siteBound: z.boolean().check(described('Its permissions reach only people who share a site with the holder.')),
    builtIn: z.boolean(),
    memberCount: z.int().check(described('How many users have it, whatever their status; may lag a write by seconds.')),
    version,
  })
  .register(z.globalRegistry, { id: 'Role' })

export const problemShape = z
  .object({
    type: z.string().check(described('A stable URI that ends in the code.')),
    title: z.string(),
    status: z.int(),
    detail: z.string().check(described('What happened and what to do, in words.')),
    code: z.string().check(described('Stable, for programs.')),
    requestId: z.string(),
    permission: z.optional(z.string()).check(described('With `forbidden`: the permission that is missing.')),
    errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
    possible: z.optional(z.array(z.string())).check(described('With `wrong_status`: what can be done now.')),
    limit: z.optional(z.int()),
    used: z.optional(z.int()),
    limited: z
      .optional(z.enum(['requests', 'addresses', 'mails', 'tokens', 'codes', 'resets', 'guesses']))
      .check(described('With `rate_limited`: of what.')),
    onlyHere: z.optional(z.int()).check(described('With `site_in_use`: how many of those who have the site have no other.')),
    resources: z.optional(z.int()).check(described('With `transfer_required`: how many are owned.')),
  })
  .register(z.globalRegistry, { id: 'Problem' })

export const pageOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.nullable(z.string()).check(described('Null: this was the last page.')) })

/** In a URL everything is text; the document calls it the number that it means. */
const asNumber = { type: 'integer', pattern: undefined, minimum: 1, maximum: 100, description: '50 unless said.' }

export const pageQuery = {
  limit: z
    ._default(
      z.pipe(
        z.string().check(z.regex(/^\d{1,3}$/)),
        z.transform((digits: string, context) => {
          const limit = Number(digits)
          if (limit >= 1 && limit <= 100) return limit
          context.issues.push({ code: 'custom', message: 'must be between 1 and 100', input: digits })
          return z.NEVER
        }),
      ),
      50,
    )
    .register(z.globalRegistry, asNumber),
  cursor: z.optional(z.string().check(z.maxLength(2000))),
}

/** A comma list of known words: `?status=active,invited`. */
export const listOf = <const Words extends readonly string[]>(words: Words) =>
  z.pipe(
    z.string().check(described(`Comma list of: ${words.join(', ')}.`)),
    z.transform((given, context): Words[number][] => {
      const chosen = given.split(',').map(word => word.trim())
      const known = words.filter(word => chosen.includes(word))
      if (chosen.every(word => words.includes(word))) return known
      context.issues.push({ code: 'custom', message: `must be a comma list of: ${words.join(', ')}`, input: given })
      return z.NEVER
    }),
  )
