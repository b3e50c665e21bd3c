import { table } from '../../shared/aws/dynamodb.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showAccess } from '../../shared/http/role-shapes.ts'
import { getAccess } from '../../shared/routes/roles.ts'

export const handler = endpoint(getAccess, { table }, ({ caller, target, roles }) =>
  showAccess(target.user, roles, caller.ledger),
)
