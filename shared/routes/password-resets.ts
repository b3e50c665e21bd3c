import * as z from 'zod/mini'
import { email } from './fields.ts'
import { userDetails } from './ownership-fields.ts'
import { route } from './route.ts'

export const requestPasswordReset = route({
  name: 'requestPasswordReset',
  method: 'POST',
  path: '/v1/password-reset',
  summary: 'Ask for a mail with a link to a new password.',
  description:
    'Always 202 at once, whether the address can sign in or not, and however often it was asked for: at most five such mails a day go to one address. The old password works until the link is used.',
  permission: 'public',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  body: z.strictObject({ email }),
  response: { status: 202 },
  refusals: [],
})

export const confirmPasswordReset = route({
  name: 'confirmPasswordReset',
  method: 'POST',
  path: '/v1/password-reset/confirm',
  summary: 'Set a new password by the code of the mail, which ends every session of before.',
  description:
    'A code works once, for an hour, and only that of the newest mail. Whatever is wrong with code or address is the same `invalid_code`. At most 30 codes a minute are taken from one IP address.',
  permission: 'public',
  grants: ['table:read', 'table:write', 'signing-key:read', 'credentials:admin', 'passwords:reset'],
  body: z.strictObject({
    email,
    code: z.string().check(z.trim(), z.regex(/^\d{6}$/, 'must be the six digits of the mail')),
    password: z.string().check(z.maxLength(1024), z.describe('10 to 256 characters; none of the well-known ones.')),
  }),
  response: { status: 204 },
  refusals: ['invalid_code', 'password_too_weak', 'rate_limited'],
})

const temporaryPassword = z.optional(
  z
    .string()
    .check(z.maxLength(1024), z.describe('10 to 256 characters; none of the well-known ones. Left out, one is generated.')),
)

export const resetPassword = route({
  name: 'resetPassword',
  method: 'POST',
  path: '/v1/orgs/{orgId}/users/{userId}/reset-password',
  summary: 'Mail a link to a new password, or set a temporary one that the next sign-in asks to change.',
  description:
    'The link leaves the old password valid until it is used. A temporary password ends every session at once; it can’t be set for somebody who belongs to another organization, too.',
  permission: 'users:reset-password',
  grants: ['table:read', 'table:write', 'signing-key:read', 'credentials:admin'],
  body: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('email') }),
    z.strictObject({ mode: z.literal('temporary'), temporaryPassword }),
  ]),
  response: {
    status: 200,
    schema: z
      .extend(userDetails, {
        temporaryPassword: z
          .optional(z.string())
          .check(z.describe('Only where it was generated, and only in this answer: it is stored nowhere.')),
      })
      .register(z.globalRegistry, { id: 'UserWithPassword' }),
  },
  refusals: ['beyond_your_rights', 'wrong_status', 'password_too_weak', 'rate_limited', 'stale_version'],
})
