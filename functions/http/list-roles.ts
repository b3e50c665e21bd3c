import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt, membersOf } from '../../shared/data/counts.ts'
import { listDescriptions } from '../../shared/data/roles.ts'
import { pageOfRoles, type RolePlace } from '../../shared/domain/roles.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showRole } from '../../shared/http/role-shapes.ts'
import { listRoles } from '../../shared/routes/roles.ts'

export const handler = endpoint(
  listRoles,
  { table, signingKey },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  async ({ caller, roles, query: { limit, cursor }, found: { counts } }, { table, signingKey }) => {
    const key = await signingKey('cursor')
    const binding = [listRoles.name, caller.orgId, caller.userId]
    const after = cursor === undefined ? undefined : readCursor<RolePlace>(cursor, binding, key)
    const { page, last } = pageOfRoles(roles, limit, after)
    const descriptions = await listDescriptions(table, caller.orgId)
    return {
      items: page.map(role => showRole(role, descriptions.get(role.id), membersOf(counts, role))),
      nextCursor: last && writeCursor(last, binding, key),
    }
  },
)
