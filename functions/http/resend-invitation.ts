import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { renewed } from '../../shared/data/invitation-changes.ts'
import { membershipWrites } from '../../shared/data/memberships.ts'
import { readInvited } from '../../shared/data/offers.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { countMails } from '../../shared/data/rates.ts'
import { liftSuppression } from '../../shared/data/suppressions.ts'
import * as inviting from '../../shared/domain/inviting.ts'
import { invitationEnded } from '../../shared/domain/lifecycle.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showInvitation } from '../../shared/http/shapes.ts'
import { resendInvitation } from '../../shared/routes/invitations.ts'

/** A8: a new mail; the old link stops working. `mailAnyway` is how somebody says so. */
export const handler = endpoint(
  resendInvitation,
  { table, signingKey },
  ({ params }) => ({ organization: ownOrganizationAt(params.orgId), counts: countsAt(params.orgId) }),
  async (
    { caller, roles, invitation, body: { mailAnyway }, origin, at, found: { organization, counts } },
    { table, signingKey },
  ) => {
    const invited = await readInvited(table, invitation)
    if (!invited?.current) throw invitationEnded(caller, invited?.user ?? null, invitation.status, roles)
    const { user, identity } = invited
    const key = await signingKey('rates')
    const ttlDays = organization.settings.invitationTtlDays
    const after = inviting.resendInvitation({ caller, user, login: identity.email, invitation, roles, ttlDays, at })
    const change = renewed('invitation.resent', { user, invitation }, after, { actor: actorOf(caller), origin, mailAnyway })
    const mailbox = { orgId: caller.orgId, address: after.invitation.mailTo, key: await signingKey('suppression') }
    await table.transact([
      ...(mailAnyway ? [liftSuppression(mailbox, at)] : []),
      ...countMails({ orgId: caller.orgId, limits: counts.limits, key, at }, [after.invitation]),
      ...membershipWrites(caller.orgId, counts, [change]),
    ])
    return showInvitation(after.invitation)
  },
)
