import { table } from '../../shared/aws/dynamodb.ts'
import { actorOf } from '../../shared/data/events.ts'
import { commitMappings, groupMappingsAt } from '../../shared/data/group-mappings.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { replaceMappings } from '../../shared/domain/groups.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { showMappings } from '../../shared/http/shapes.ts'
import { providers } from '../../shared/providers.ts'
import { setGroupMappings } from '../../shared/routes/group-mappings.ts'

export const handler = endpoint(
  setGroupMappings,
  { table, providers },
  ({ params }) => ({ organization: ownOrganizationAt(params.orgId), before: groupMappingsAt(params.orgId) }),
  async ({ caller, roles, body, ifMatch, origin, at, found: { organization, before } }, { table, providers }) => {
    const { defaultRoleIds } = organization.settings
    const after = replaceMappings({ caller, before, roles, defaultRoleIds, at }, body)
    checkIfMatch(ifMatch, before.version)
    const by = { actor: actorOf(caller), origin, at }
    if (after !== before) await commitMappings(table, organization, { before, after, ledger: caller.ledger }, by)
    return showMappings(after, providers())
  },
)
