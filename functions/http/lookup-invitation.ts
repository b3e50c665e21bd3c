import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { readOffer } from '../../shared/data/offers.ts'
import { mayDisplace } from '../../shared/domain/joining.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { lookupInvitation } from '../../shared/routes/invitations.ts'

export const handler = endpoint(lookupInvitation, { table, signingKey }, async ({ body, at, origin }, { table, signingKey }) => {
  const { invitation, organization, user, identity } = await readOffer(table, body.token, await signingKey('invitation'), {
    at,
    origin,
  })
  return {
    organizationName: organization.name,
    inviterName: invitation.invitedBy?.name ?? null,
    email: identity.email,
    firstName: user.firstName,
    lastName: user.lastName,
    locale: user.locale,
    expiresAt: invitation.expiresAt,
    message: invitation.message,
    identityExists: identity.credentials,
    unprovenAccount: mayDisplace(identity, invitation),
  }
})
