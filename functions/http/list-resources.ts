import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import * as data from '../../shared/data/resource-lists.ts'
import type { ResourceName } from '../../shared/data/resources.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showResource } from '../../shared/http/shapes.ts'
import { listResources } from '../../shared/routes/resources.ts'

export const handler = endpoint(
  listResources,
  { table, signingKey },
  async ({ caller, roles, query: { cursor, limit, ownerId } }, { table, signingKey }) => {
    const { orgId } = caller
    const key = await signingKey('cursor')
    const binding = [listResources.name, orgId, caller.userId, ownerId]
    const after = cursor === undefined ? undefined : readCursor<ResourceName>(cursor, binding, key)
    const { resources, last } = await data.listResources(table, { orgId, ownerId, after, limit })
    const visible = await data.readVisible(table, caller, roles, resources)
    return { items: visible.map(showResource), nextCursor: last ? writeCursor(last, binding, key) : null }
  },
)
