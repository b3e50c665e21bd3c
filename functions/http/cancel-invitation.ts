import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { withdrawn } from '../../shared/data/invitation-changes.ts'
import { membershipWrites } from '../../shared/data/memberships.ts'
import { readInvited } from '../../shared/data/offers.ts'
import { ended } from '../../shared/domain/inviting.ts'
import { checkAction, invitationEnded } from '../../shared/domain/lifecycle.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { cancelInvitation } from '../../shared/routes/invitations.ts'

/** M12, D2: at any time while nobody has accepted. */
export const handler = endpoint(
  cancelInvitation,
  { table },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  async ({ caller, roles, invitation, origin, at, found: { counts } }, { table }) => {
    const invited = await readInvited(table, invitation)
    if (!invited?.current) throw invitationEnded(caller, invited?.user ?? null, invitation.status, roles)
    const { user, identity } = invited
    checkAction('cancel', caller, user, roles)
    const change = withdrawn('invitation.cancelled', { user, invitation }, ended(invitation, 'cancelled', at), identity, {
      actor: actorOf(caller),
      origin,
    })
    await table.transact(membershipWrites(caller.orgId, counts, [change]))
  },
)
