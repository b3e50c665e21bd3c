import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { commitUserChange } from '../../shared/data/user-changes.ts'
import * as managing from '../../shared/domain/managing.ts'
import { sessionsEndAt } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUserDetails } from '../../shared/http/shapes.ts'
import { suspendUser } from '../../shared/routes/users.ts'

export const handler = endpoint(
  suspendUser,
  { table },
  ({ params: { orgId, userId } }) => ({ counts: countsAt(orgId), transfer: transferAt(orgId, userId) }),
  async ({ caller, target, roles, origin, at, found: { counts, transfer } }, { table }) => {
    const before = target.user
    const after = managing.suspendUser({ caller, user: before, roles, at })
    const sessionsValidAfter = sessionsEndAt(at)
    await commitUserChange(table, { type: 'user.suspended', caller, origin, counts, before, after, sessionsValidAfter })
    return showUserDetails({ ...target, user: after }, transfer, caller, roles, counts.activeOwners)
  },
)
