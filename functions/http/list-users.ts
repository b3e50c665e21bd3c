import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { listUsers as listUserRecords, type UserOrder, type UserPosition } from '../../shared/data/users.ts'
import { sees } from '../../shared/domain/lifecycle.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { listUsers } from '../../shared/routes/users.ts'

export const handler = endpoint(
  listUsers,
  { table, signingKey },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  async ({ caller, roles, query: { cursor, limit, ...chosen }, found: { counts } }, { table, signingKey }) => {
    const key = await signingKey('cursor')
    const binding = [listUsers.name, caller.orgId, caller.userId, chosen]
    const after = cursor === undefined ? undefined : readCursor<UserPosition>(cursor, binding, key)
    const order = chosen.sort.replace('-', '') as UserOrder // what is left of each possible sort
    const rows = await listUserRecords(table, {
      orgId: caller.orgId,
      order,
      descending: chosen.sort.startsWith('-'),
      after,
      limit,
    })
    const shown = rows.filter(
      ({ record: { user } }) => (chosen.status?.includes(user.status) ?? true) && sees(caller, user, roles),
    )
    const last = rows.length === limit ? rows.at(-1) : undefined
    return {
      items: shown.map(({ record }) => showUser(record, caller, roles, counts.activeOwners)),
      nextCursor: last ? writeCursor(last.position, binding, key) : null,
    }
  },
)
