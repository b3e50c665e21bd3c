import { table } from '../../shared/aws/dynamodb.ts'
import { groupMappingsAt } from '../../shared/data/group-mappings.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showAccess } from '../../shared/http/role-shapes.ts'
import { getAccess } from '../../shared/routes/roles.ts'

export const handler = endpoint(
  getAccess,
  { table },
  ({ params }) => ({ mappings: groupMappingsAt(params.orgId) }),
  ({ caller, target, roles, found: { mappings } }) => showAccess(target, roles, caller, mappings),
)
