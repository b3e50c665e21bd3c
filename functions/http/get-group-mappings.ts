import { table } from '../../shared/aws/dynamodb.ts'
import { groupMappingsAt } from '../../shared/data/group-mappings.ts'
import { checkEverywhere } from '../../shared/domain/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showMappings } from '../../shared/http/shapes.ts'
import { providers } from '../../shared/providers.ts'
import { getGroupMappings } from '../../shared/routes/group-mappings.ts'

/** L7. Like the organization's other settings, nothing for whoever reaches only some sites. */
export const handler = endpoint(
  getGroupMappings,
  { table, providers },
  ({ params }) => ({ mappings: groupMappingsAt(params.orgId) }),
  ({ caller, found: { mappings } }, { providers }) => {
    checkEverywhere(caller, getGroupMappings.permission)
    return showMappings(mappings, providers())
  },
)
