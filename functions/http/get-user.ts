import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { getUser } from '../../shared/routes/users.ts'

export const handler = endpoint(
  getUser,
  { table },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  ({ target, caller, roles, found }) => showUser(target, caller, roles, found.counts.activeOwners),
)
