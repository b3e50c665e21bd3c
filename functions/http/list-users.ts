import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt } from '../../shared/data/counts.ts'
import type { UserPosition } from '../../shared/data/user-page.ts'
import { findUsers } from '../../shared/data/user-pages.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { userQuery } from '../../shared/http/user-list.ts'
import { listUsers } from '../../shared/routes/users.ts'

/** A1, A3, M8, D2. */
export const handler = endpoint(
  listUsers,
  { table, signingKey },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  async ({ caller, roles, query: { cursor, limit, ...chosen }, found: { counts } }, { table, signingKey }) => {
    const key = await signingKey('cursor')
    const binding = [listUsers.name, caller.orgId, caller.userId, chosen]
    const after = cursor === undefined ? undefined : readCursor<UserPosition>(cursor, binding, key)
    const { found, next } = await findUsers(table, {
      ...userQuery(chosen, caller, roles),
      limit,
      after,
      cells: counts.cells,
    })
    return {
      items: found.map(record => showUser(record, caller, roles, counts.activeOwners)),
      nextCursor: next && writeCursor(next, binding, key),
    }
  },
)
