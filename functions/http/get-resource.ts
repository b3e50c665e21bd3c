import { table } from '../../shared/aws/dynamodb.ts'
import { readVisible } from '../../shared/data/resource-lists.ts'
import { resourceAt } from '../../shared/data/resources.ts'
import { notFound } from '../../shared/domain/refusals.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showResource } from '../../shared/http/shapes.ts'
import { getResource } from '../../shared/routes/resources.ts'

export const handler = endpoint(
  getResource,
  { table },
  ({ params: { orgId, type, resourceId } }) => ({ resource: resourceAt(orgId, { type, id: resourceId }) }),
  async ({ caller, roles, found: { resource } }, { table }) => {
    const [visible] = await readVisible(table, caller, roles, resource ? [resource] : [])
    if (!visible) throw notFound()
    return showResource(visible)
  },
)
