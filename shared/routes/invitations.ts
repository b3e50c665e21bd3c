import * as z from 'zod/mini'
import { invitationStatuses } from '../domain/invitations.ts'
import { isTimeZone } from '../domain/time-zones.ts'
import { locales } from '../domain/users.ts'
import { invitationShape, listOf, pageOf, pageQuery, personFields, problemShape, time, userShape } from './fields.ts'
import { entryOrFaults } from './invitation-entry.ts'
import { flag } from './ownership-fields.ts'
import { route } from './route.ts'

const token = z.string().check(z.maxLength(500), z.describe('What stands behind # in the link of the mail.'))

const timeZone = z
  .string()
  .check(
    z.refine(isTimeZone, 'must be an IANA time zone, such as Europe/Paris'),
    z.describe('IANA time zone in which the mail tells the expiry, such as the inviter’s own; the deployment’s unless said.'),
  )

const countsWrongTokens =
  'Ten wrong tokens a minute are looked at from one IP address, on the three routes together; the eleventh is 429. A genuine token is never refused for the wrong ones of others.'

const tokenRefusals = [
  'invitation_not_found',
  'invitation_expired',
  'invitation_accepted',
  'invitation_declined',
  'invitation_cancelled',
  'rate_limited',
] as const

export const lookupInvitation = route({
  name: 'lookupInvitation',
  method: 'POST',
  path: '/v1/invitations/lookup',
  summary: 'Tell whoever holds an invitation token what it is for. Uses nothing up.',
  description: countsWrongTokens,
  permission: 'public',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  body: z.strictObject({ token }),
  response: {
    status: 200,
    schema: z.object({
      organizationName: z.string(),
      inviterName: z.nullable(z.string()),
      email: z.string(),
      firstName: z.nullable(z.string()),
      lastName: z.nullable(z.string()),
      locale: z.enum(locales),
      expiresAt: time,
      message: z.nullable(z.string()),
      identityExists: z
        .boolean()
        .check(
          z.describe(
            'Whether this email can sign in already: then it accepts signed in, without a password, unless `unprovenAccount`.',
          ),
        ),
      unprovenAccount: z
        .boolean()
        .check(
          z.describe(
            'Whether an organization made an account for this email that never proved the mailbox. Whoever knows that account accepts signed in to it; accepting with a password makes a new account instead, and the other one can sign in no more.',
          ),
        ),
    }),
  },
  refusals: tokenRefusals,
})

export const acceptInvitation = route({
  name: 'acceptInvitation',
  method: 'POST',
  path: '/v1/invitations/accept',
  summary: 'Accept an invitation: a new person with a password, an existing one with a bearer token of the invited email.',
  description: `No authorizer stands before this route: the function checks the token itself. ${countsWrongTokens}`,
  permission: 'public',
  optionalToken: true,
  grants: ['table:read', 'table:write', 'credentials:admin', 'signing-key:read'],
  body: z.strictObject({
    token,
    password: z.optional(z.string().check(z.maxLength(1024), z.describe('10 to 256 characters; none of the well-known ones.'))),
    firstName: personFields.firstName,
    lastName: personFields.lastName,
    locale: personFields.locale,
  }),
  response: { status: 200, schema: userShape },
  refusals: [...tokenRefusals, 'password_too_weak', 'sign_in_required', 'wrong_account'],
})

export const declineInvitation = route({
  name: 'declineInvitation',
  method: 'POST',
  path: '/v1/invitations/decline',
  summary: 'Decline an invitation.',
  description: countsWrongTokens,
  permission: 'public',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  body: z.strictObject({ token }),
  response: { status: 204 },
  refusals: tokenRefusals,
})

const resultsOf = <Created extends z.ZodMiniObject<{ status: z.ZodMiniLiteral<'created'> }>>(created: Created) =>
  z.array(z.discriminatedUnion('status', [created, z.object({ status: z.literal('failed'), error: problemShape })]))

const inviteRehearsal = z
  .object({
    results: resultsOf(z.object({ status: z.literal('created') })),
    seats: z.object({
      needed: z.int().check(z.describe('How many all entries would take that fail for nothing else.')),
      used: z.int(),
      limit: z.int(),
    }),
  })
  .register(z.globalRegistry, { id: 'InviteRehearsal' })

export const inviteUsers = route({
  name: 'inviteUsers',
  method: 'POST',
  path: '/v1/orgs/{orgId}/invitations',
  summary: 'Invite 1 to 100 people into the organization; each entry has its own result, in order.',
  description:
    'Without roleIds the organization’s default roles are given. One refused entry never spoils the others. In any one organization at most 20 requests a minute (however many entries), 1 000 invited addresses a day and 5 mails a day to one address, unless the operator set others; in UTC’s minutes and days. Over the first the whole request is 429, over the others the entry fails with `rate_limited`. `dryRun=true` changes nothing and remembers no key, and counts as a request alone: it answers what each entry would get at this moment, without ids, and how many seats they need.',
  permission: 'users:invite',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  idempotent: true,
  query: z.strictObject({ dryRun: flag() }),
  body: z.strictObject({
    invitations: z.array(entryOrFaults).check(z.minLength(1), z.maxLength(100)),
    message: z.optional(z.nullable(z.string().check(z.trim(), z.maxLength(500)))),
    timeZone: z.optional(z.nullable(timeZone)),
  }),
  response: {
    status: 200,
    schema: z.union([
      z.object({
        results: resultsOf(z.object({ status: z.literal('created'), user: userShape, invitation: invitationShape })),
      }),
      inviteRehearsal,
    ]),
  },
  refusals: [
    'already_member',
    'already_invited',
    'seat_limit_reached',
    'user_limit_reached',
    'beyond_your_rights',
    'grant_beyond_own',
    'email_domain_not_allowed',
    'idempotency_key_reused',
    'rate_limited',
  ],
})

export const listInvitations = route({
  name: 'listInvitations',
  method: 'GET',
  path: '/v1/orgs/{orgId}/invitations',
  summary: 'List invitations, newest first.',
  permission: 'users:read',
  grants: ['table:read', 'signing-key:read'],
  query: z.strictObject({ ...pageQuery, status: z.optional(listOf(invitationStatuses)) }),
  response: { status: 200, schema: pageOf(invitationShape) },
  refusals: ['invalid_cursor'],
})

export const getInvitation = route({
  name: 'getInvitation',
  method: 'GET',
  path: '/v1/orgs/{orgId}/invitations/{invitationId}',
  summary: 'Get one invitation.',
  permission: 'users:read',
  grants: ['table:read'],
  response: { status: 200, schema: invitationShape },
  refusals: [],
})

export const cancelInvitation = route({
  name: 'cancelInvitation',
  method: 'DELETE',
  path: '/v1/orgs/{orgId}/invitations/{invitationId}',
  summary: 'Cancel an invitation: its link is dead, the user disappears from the list, the seat is free.',
  permission: 'users:invite',
  grants: ['table:read', 'table:write'],
  response: { status: 204 },
  refusals: ['beyond_your_rights', 'wrong_status', 'stale_version'],
})

export const resendInvitation = route({
  name: 'resendInvitation',
  method: 'POST',
  path: '/v1/orgs/{orgId}/invitations/{invitationId}/resend',
  summary: 'Send a new mail with a new link and a new expiry; the old link is dead. Works on expired ones too.',
  description:
    'At most 5 mails a day go from one organization to one address, unless the operator set another limit; inviting counts, too. The body may be left out.',
  permission: 'users:invite',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  body: z.prefault(
    z.strictObject({
      mailAnyway: z
        .optional(z.boolean())
        .check(
          z.describe('Also to an address that is not mailed any more since a mail bounced or was complained about; from now on.'),
        ),
    }),
    {},
  ),
  response: { status: 200, schema: invitationShape },
  refusals: [
    'beyond_your_rights',
    'grant_beyond_own',
    'wrong_status',
    'seat_limit_reached',
    'user_limit_reached',
    'stale_version',
    'rate_limited',
  ],
})
