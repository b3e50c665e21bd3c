import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { checkSitesExist, sitesAt } from '../../shared/data/sites.ts'
import { commitUserChange } from '../../shared/data/user-changes.ts'
import * as managing from '../../shared/domain/managing.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { changeUser } from '../../shared/routes/users.ts'

export const handler = endpoint(
  changeUser,
  { table },
  ({ params, body }) => ({ counts: countsAt(params.orgId), sites: sitesAt(params.orgId, body.siteIds) }),
  async ({ caller, target, roles, body, origin, at, found: { counts, sites } }, { table }) => {
    checkSitesExist(sites)
    const before = target.user
    const after = managing.changeUser({ caller, user: before, roles, at }, body)
    if (after !== before) await commitUserChange(table, { type: 'user.changed', caller, origin, counts, before, after })
    return showUser({ ...target, user: after }, caller, roles, counts.activeOwners)
  },
)
