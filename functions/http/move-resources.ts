import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { commitMove } from '../../shared/data/removing.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { userAt } from '../../shared/data/users.ts'
import * as removing from '../../shared/domain/removing.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUserDetails } from '../../shared/http/shapes.ts'
import { moveResources } from '../../shared/routes/removal.ts'

export const handler = endpoint(
  moveResources,
  { table },
  ({ params: { orgId, userId }, body: { toUserId } }) => ({
    counts: countsAt(orgId),
    latest: transferAt(orgId, userId),
    heir: userAt(orgId, toUserId),
  }),
  async ({ caller, target, roles, body: { toUserId }, origin, at, found: { counts, latest, heir } }, { table }) => {
    const named = { path: 'toUserId', id: toUserId, record: heir }
    const transfer = removing.moveResources({ caller, target, roles, at }, named)
    if (transfer) await commitMove(table, caller.orgId, target, transfer, { actor: actorOf(caller), origin })
    const record = transfer ? { ...target, handingOver: transfer.to } : target
    return showUserDetails(record, transfer ?? latest, caller, roles, counts.activeOwners)
  },
)
