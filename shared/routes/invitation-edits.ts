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
