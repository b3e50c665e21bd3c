import { table } from '../../shared/aws/dynamodb.ts'
import { actorOf } from '../../shared/data/events.ts'
import { readVisible } from '../../shared/data/resource-lists.ts'
import { commitRelease, resourceAt } from '../../shared/data/resources.ts'
import { notFound } from '../../shared/domain/refusals.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { deleteResource } from '../../shared/routes/resources.ts'

export const handler = endpoint(
  deleteResource,
  { table },
  ({ params: { orgId, type, resourceId } }) => ({ resource: resourceAt(orgId, { type, id: resourceId }) }),
  async ({ caller, roles, ifMatch, origin, at, found: { resource } }, { table }) => {
    const [visible] = await readVisible(table, caller, roles, resource ? [resource] : [])
    if (!visible) throw notFound()
    checkIfMatch(ifMatch, visible.version)
    await commitRelease(table, caller.orgId, visible, { actor: actorOf(caller), origin, at })
  },
)
