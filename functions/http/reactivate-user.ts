import { setTimeout } from 'node:timers/promises'
import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { commitUserChange } from '../../shared/data/user-changes.ts'
import * as managing from '../../shared/domain/managing.ts'
import { millisecondsUntil } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUserDetails } from '../../shared/http/shapes.ts'
import { reactivateUser } from '../../shared/routes/users.ts'

export const handler = endpoint(
  reactivateUser,
  { table },
  ({ params: { orgId, userId } }) => ({ counts: countsAt(orgId), transfer: transferAt(orgId, userId) }),
  async ({ caller, target, roles, origin, at, found: { counts, transfer } }, { table }) => {
    const before = target.user
    const after = managing.reactivateUser({ caller, user: before, roles, at })
    // A token tells its sign-in in whole seconds: within the second of the suspension an old sign-in would look like a new one.
    await setTimeout(millisecondsUntil(target.sessionsValidAfter, at))
    await commitUserChange(table, { type: 'user.reactivated', caller, origin, counts, before, after })
    return showUserDetails({ ...target, user: after }, transfer, caller, roles, counts.activeOwners)
  },
)
