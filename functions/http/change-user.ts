import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { changeBacker } from '../../shared/data/invitations.ts'
import { grantsStand } from '../../shared/data/ledger.ts'
import { checkSitesExist, sitesAt } from '../../shared/data/sites.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { commitUserChange } from '../../shared/data/user-changes.ts'
import * as managing from '../../shared/domain/managing.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUserDetails } from '../../shared/http/shapes.ts'
import { changeUser } from '../../shared/routes/users.ts'

export const handler = endpoint(
  changeUser,
  { table },
  ({ params: { orgId, userId }, body }) => ({
    counts: countsAt(orgId),
    transfer: transferAt(orgId, userId),
    sites: sitesAt(orgId, body.siteIds),
  }),
  async ({ caller, target, roles, body, origin, at, found: { counts, transfer, sites } }, { table }) => {
    checkSitesExist(sites)
    const before = target.user
    const after = managing.changeUser({ caller, user: before, roles, at }, body)
    // M6: who changes what an open invitation gives answers for it when it is accepted.
    const open = after.status === 'invited' && managing.changesGrants(before, after) ? target.invitation : null
    const beside = [
      ...(open ? [changeBacker(caller.orgId, open.id, caller.userId)] : []),
      ...(managing.changesGrants(before, after) ? grantsStand(caller.orgId, caller.ledger, [after]) : []),
    ]
    if (after !== before) await commitUserChange(table, { type: 'user.changed', caller, origin, counts, before, after, beside })
    return showUserDetails({ ...target, user: after }, transfer, caller, roles, counts.activeOwners)
  },
)
