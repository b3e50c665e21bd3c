import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUserDetails } from '../../shared/http/shapes.ts'
import { getUser } from '../../shared/routes/users.ts'

export const handler = endpoint(
  getUser,
  { table },
  ({ params: { orgId, userId } }) => ({ counts: countsAt(orgId), transfer: transferAt(orgId, userId) }),
  ({ target, caller, roles, found: { counts, transfer } }) =>
    showUserDetails(target, transfer, caller, roles, counts.activeOwners),
)
