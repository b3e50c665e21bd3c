import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt, membersOf } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { groupMappingsAt } from '../../shared/data/group-mappings.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { commitRoleDeletion } from '../../shared/data/role-changes.ts'
import { descriptionAt } from '../../shared/data/roles.ts'
import { isMapped } from '../../shared/domain/groups.ts'
import * as roleChanges from '../../shared/domain/role-changes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { deleteRole } from '../../shared/routes/roles.ts'

/** D10: nobody is left with a role that is gone, nor without any. */
export const handler = endpoint(
  deleteRole,
  { table },
  ({ params: { orgId, roleId } }) => ({
    description: descriptionAt(orgId, roleId),
    organization: ownOrganizationAt(orgId),
    counts: countsAt(orgId),
    mappings: groupMappingsAt(orgId),
  }),
  async ({ params, caller, roles, query, ifMatch, origin, at, found }, { table }) => {
    const { description, organization, counts, mappings } = found
    const role = roleChanges.roleWith(roles, params.roleId)
    checkIfMatch(ifMatch, role.version)
    const isDefault = organization.settings.defaultRoleIds.includes(role.id)
    const used = membersOf(counts, role)
    const mapped = isMapped(mappings, role.id)
    const replacement = roleChanges.deleteRole({ caller, roles, role, used, isDefault, isMapped: mapped, ...query })
    const details = { role, description }
    const deletion = { details, replacement, ledger: caller.ledger, organization, counts, mappings }
    await commitRoleDeletion(table, caller.orgId, deletion, { actor: actorOf(caller), origin, at })
  },
)
