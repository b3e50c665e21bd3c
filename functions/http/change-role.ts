import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt, membersOf } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { commitRoleChange } from '../../shared/data/role-changes.ts'
import { descriptionAt } from '../../shared/data/roles.ts'
import * as roleChanges from '../../shared/domain/role-changes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { showRole } from '../../shared/http/role-shapes.ts'
import { changeRole } from '../../shared/routes/roles.ts'

/** D10: everybody who has it has the change on their next call. */
export const handler = endpoint(
  changeRole,
  { table },
  ({ params: { orgId, roleId } }) => ({ description: descriptionAt(orgId, roleId), counts: countsAt(orgId) }),
  async ({ params, caller, roles, body, ifMatch, origin, at, found }, { table }) => {
    const before = { role: roleChanges.roleWith(roles, params.roleId), description: found.description }
    const { description = before.description, ...wish } = body
    const role = roleChanges.changeRole({ caller, roles }, before.role, wish, description !== before.description)
    checkIfMatch(ifMatch, before.role.version)
    const after = { role, description }
    if (role !== before.role) await commitRoleChange(table, caller.orgId, before, after, { actor: actorOf(caller), origin, at })
    return showRole(role, description, membersOf(found.counts, role))
  },
)
