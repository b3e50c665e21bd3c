import * as z from 'zod/mini'
import { email, grantFields, invitationShape, personFields } from './fields.ts'
import { route } from './route.ts'

export const changeInvitation = route({
  name: 'changeInvitation',
  method: 'PATCH',
  path: '/v1/orgs/{orgId}/invitations/{invitationId}',
  summary: 'Change what stands in an invitation that is pending or expired; never the login email.',
  description:
    'Names, contact details, roles, extra permissions and sites stand in the user of the invitation, and are shown there. Nobody is mailed: a mail already sent stays where it went, its link stays good, and another communicationEmail counts from the next resend. Whoever changes roles, extra permissions or sites answers for them when the invitation is accepted, and needs to hold all that it gives.',
  permission: 'users:invite',
  grants: ['table:read', 'table:write'],
  body: z.strictObject({
    email: z
      .optional(email)
      .check(z.describe('Only as it is: a wrong address is corrected by POST …/correct-email, which makes another invitation.')),
    ...personFields,
    ...grantFields,
  }),
  response: { status: 200, schema: invitationShape },
  refusals: [
    'beyond_your_rights',
    'grant_beyond_own',
    'login_email_immutable',
    'wrong_status',
    'seat_limit_reached',
    'stale_version',
  ],
})

export const correctInvitationEmail = route({
  name: 'correctInvitationEmail',
  method: 'POST',
  path: '/v1/orgs/{orgId}/invitations/{invitationId}/correct-email',
  summary: 'Cancel a pending or expired invitation and invite the right address instead, in one step.',
  description:
    'Names, phone, locale, roles, extra permissions, sites, message and communicationEmail move along, and so does the seat, so that it works with all seats taken; only an expired invitation has none, and needs one. The answer is the new invitation, of another person with an id of their own; the old link is dead. It is one of the addresses that can be invited in a day, and one of the mails to its address, like any invitation.',
  permission: 'users:invite',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  idempotent: true,
  body: z.strictObject({
    email,
    communicationEmail: personFields.communicationEmail.check(
      z.describe('When it was wrong, too; null: mail goes to the login email. Left out, it moves along.'),
    ),
  }),
  response: { status: 200, schema: invitationShape },
  refusals: [
    'already_member',
    'already_invited',
    'seat_limit_reached',
    'user_limit_reached',
    'beyond_your_rights',
    'grant_beyond_own',
    'email_domain_not_allowed',
    'wrong_status',
    'stale_version',
    'idempotency_key_reused',
    'rate_limited',
  ],
})
