import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import * as data from '../../shared/data/site-lists.ts'
import { visibleSites } from '../../shared/domain/sites.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { listSites } from '../../shared/routes/sites.ts'

/** The cursor holds a place in the order of names, so it goes on wherever the caller's own sites have changed meanwhile. */
export const handler = endpoint(
  listSites,
  { table, signingKey },
  async ({ caller, query: { cursor, limit } }, { table, signingKey }) => {
    const { orgId, userId, rights } = caller
    const key = await signingKey('cursor')
    const binding = [listSites.name, orgId, userId]
    const after = cursor === undefined ? undefined : readCursor<string>(cursor, binding, key)
    const { sites, last } = await data.listSites(table, visibleSites(rights), { orgId, after, limit })
    return { items: sites, nextCursor: last === undefined ? null : writeCursor(last, binding, key) }
  },
)
