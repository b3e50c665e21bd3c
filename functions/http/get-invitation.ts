import { table } from '../../shared/aws/dynamodb.ts'
import { readInvited } from '../../shared/data/offers.ts'
import { sees } from '../../shared/domain/lifecycle.ts'
import { notFound } from '../../shared/domain/refusals.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showInvitation } from '../../shared/http/shapes.ts'
import { getInvitation } from '../../shared/routes/invitations.ts'

export const handler = endpoint(getInvitation, { table }, async ({ caller, roles, invitation }, { table }) => {
  if (!caller.rights.everywhere.has('users:read')) {
    const invited = await readInvited(table, invitation)
    if (!invited || !sees(caller, invited.user, roles)) throw notFound()
  }
  return showInvitation(invitation)
})
