import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { edited } from '../../shared/data/invitation-changes.ts'
import { grantsStand } from '../../shared/data/ledger.ts'
import { membershipWrites } from '../../shared/data/memberships.ts'
import { readInvited } from '../../shared/data/offers.ts'
import { checkSitesExist, sitesAt } from '../../shared/data/sites.ts'
import * as edits from '../../shared/domain/invitation-edits.ts'
import { invitationEnded } from '../../shared/domain/lifecycle.ts'
import { changesGrants } from '../../shared/domain/managing.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showInvitation } from '../../shared/http/shapes.ts'
import { changeInvitation } from '../../shared/routes/invitation-edits.ts'

export const handler = endpoint(
  changeInvitation,
  { table },
  ({ params: { orgId }, body }) => ({ counts: countsAt(orgId), sites: sitesAt(orgId, body.siteIds) }),
  async ({ caller, roles, invitation, body, origin, at, found: { counts, sites } }, { table }) => {
    const invited = await readInvited(table, invitation)
    if (!invited?.current) throw invitationEnded(caller, invited?.user ?? null, invitation.status, roles)
    const before = { user: invited.user, invitation }
    const after = edits.changeInvitation({ caller, ...before, roles, at }, body)
    // Only now: a site that is missing must not tell that there is an invitation which the caller may not see.
    checkSitesExist(sites)
    if (after.user !== before.user) {
      const change = edited(before, after, { actor: actorOf(caller), origin })
      const given = changesGrants(before.user, after.user) ? grantsStand(caller.orgId, caller.ledger, [after.user]) : []
      await table.transact([...membershipWrites(caller.orgId, counts, [change]), ...given])
    }
    return showInvitation(after.invitation)
  },
)
