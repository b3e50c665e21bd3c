import * as z from 'zod/mini'
import { email, grantFields, personFields, username, userShape } from './fields.ts'
import { getMe } from './organizations.ts'
import { route } from './route.ts'

export const createUser = route({
  name: 'createUser',
  method: 'POST',
  path: '/v1/orgs/{orgId}/users',
  summary: 'Create a user directly: active at once, with a password to begin with, and without any mail.',
  description:
    'Without roleIds the organization’s default roles are given. The login email counts as unproven until a code mailed to it was entered.',
  permission: 'users:create',
  grants: ['table:read', 'table:write', 'credentials:admin', 'signing-key:read'],
  idempotent: true,
  body: z.strictObject({
    email,
    ...personFields,
    ...grantFields,
    temporaryPassword: z.optional(
      z
        .string()
        .check(
          z.maxLength(1024),
          z.describe(
            '10 to 256 characters; none of the well-known ones. Left out, one is generated, unless the organization’s `initialPassword` is `chosen`: then it is required.',
          ),
        ),
    ),
    mustChangePassword: z._default(z.boolean(), true).check(z.describe('Whether the first sign-in asks for another password.')),
  }),
  response: {
    status: 201,
    schema: z
      .extend(userShape, {
        temporaryPassword: z
          .optional(z.string())
          .check(z.describe('Only where it was generated, and only in the first answer: it is stored nowhere.')),
      })
      .register(z.globalRegistry, { id: 'CreatedUser' }),
  },
  refusals: [
    'already_member',
    'already_invited',
    'identity_exists',
    'seat_limit_reached',
    'user_limit_reached',
    'grant_beyond_own',
    'email_domain_not_allowed',
    'password_too_weak',
    'idempotency_key_reused',
  ],
})

export const changeMe = route({
  name: 'changeMe',
  method: 'PATCH',
  path: '/v1/me',
  summary: 'Change the own names and contact details, the username, and which organization new tokens speak for.',
  description: 'Names and contact details change in every organization where the caller is active, or in the one that is named.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write'],
  query: z.strictObject({
    orgId: z.optional(z.string().check(z.maxLength(80), z.describe('Where alone names and contact details change.'))),
  }),
  body: z.strictObject({
    ...personFields,
    username: z.optional(z.nullable(username)).check(z.describe('Unique in the whole deployment; null gives it up.')),
    activeOrgId: z.optional(z.string().check(z.maxLength(80), z.describe('An organization where the caller is active.'))),
  }),
  response: getMe.response,
  refusals: ['forbidden', 'not_found', 'username_taken'],
})
