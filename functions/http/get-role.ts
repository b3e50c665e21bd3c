import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt, membersOf } from '../../shared/data/counts.ts'
import { descriptionAt } from '../../shared/data/roles.ts'
import { roleWith } from '../../shared/domain/role-changes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showRole } from '../../shared/http/role-shapes.ts'
import { getRole } from '../../shared/routes/roles.ts'

export const handler = endpoint(
  getRole,
  { table },
  ({ params: { orgId, roleId } }) => ({ description: descriptionAt(orgId, roleId), counts: countsAt(orgId) }),
  ({ params, roles, found: { description, counts } }) => {
    const role = roleWith(roles, params.roleId)
    return showRole(role, description, membersOf(counts, role))
  },
)
