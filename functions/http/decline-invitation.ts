import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { withdrawn } from '../../shared/data/invitation-changes.ts'
import { membershipWrites } from '../../shared/data/memberships.ts'
import { readOffer } from '../../shared/data/offers.ts'
import { ended } from '../../shared/domain/inviting.ts'
import { nameOf } from '../../shared/domain/users.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { declineInvitation } from '../../shared/routes/invitations.ts'

export const handler = endpoint(declineInvitation, { table, signingKey }, async ({ body, origin, at }, { table, signingKey }) => {
  const { invitation, organization, counts, user, identity } = await readOffer(
    table,
    body.token,
    await signingKey('invitation'),
    { at, origin },
  )
  const actor = { kind: 'user' as const, id: user.id, name: nameOf(user) }
  const declined = ended(invitation, 'declined', at)
  const change = withdrawn('invitation.declined', { user, invitation }, declined, identity, { actor, origin })
  await table.transact(membershipWrites(organization.id, counts, [change]))
})
