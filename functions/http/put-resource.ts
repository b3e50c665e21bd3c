import { table } from '../../shared/aws/dynamodb.ts'
import { actorOf } from '../../shared/data/events.ts'
import { readHolder } from '../../shared/data/resource-lists.ts'
import { commitResource, resourceAt } from '../../shared/data/resources.ts'
import { userAt } from '../../shared/data/users.ts'
import { assignResource, checkReaches } from '../../shared/domain/resources.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { showResource } from '../../shared/http/shapes.ts'
import { putResource } from '../../shared/routes/resources.ts'

export const handler = endpoint(
  putResource,
  { table },
  ({ params: { orgId, type, resourceId }, body }) => ({
    before: resourceAt(orgId, { type, id: resourceId }),
    owner: userAt(orgId, body.ownerId),
  }),
  async ({ caller, roles, params, body: { name }, ifMatch, origin, at, found: { before, owner } }, { table }) => {
    const place = { type: params.type, id: params.resourceId }
    const holder = before && (await readHolder(table, caller.orgId, before, owner))
    if (before) checkReaches(caller.rights, holder, roles)
    checkIfMatch(ifMatch, before?.version)
    const after = assignResource({ caller, roles, place, before, holder, owner, name, at })
    if (after !== before) await commitResource(table, caller.orgId, before, after, { actor: actorOf(caller), origin, at })
    return showResource(after)
  },
)
