import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { commitRemoval } from '../../shared/data/removing.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { userAt } from '../../shared/data/users.ts'
import * as removing from '../../shared/domain/removing.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUserDetails } from '../../shared/http/shapes.ts'
import { leaveOrganization } from '../../shared/routes/removal.ts'

/** M10, L8: a removal, asked for by whoever goes. */
export const handler = endpoint(
  leaveOrganization,
  { table },
  ({ params: { orgId }, query: { transferTo }, signedIn }) => ({
    counts: countsAt(orgId),
    latest: transferAt(orgId, signedIn.userId),
    heir: transferTo ? [userAt(orgId, transferTo)] : [],
  }),
  async ({ caller, self, roles, query: { transferTo }, origin, at, found: { counts, latest, heir } }, { table }) => {
    const { activeOwners } = counts
    const named = transferTo ? { path: 'query.transferTo', id: transferTo, record: heir[0] } : null
    const removal = removing.leaveOrganization({ caller, target: self, roles, activeOwners, at }, named)
    const gone = await commitRemoval(table, caller.orgId, counts, removal, { actor: actorOf(caller), origin })
    return showUserDetails(gone, removal.transfer ?? latest, removing.afterwards(caller, gone.user), roles, activeOwners)
  },
)
