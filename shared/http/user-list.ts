import type { UserQuery } from '../data/user-page.ts'
import { type Caller, sees } from '../domain/lifecycle.ts'
import type { Role } from '../domain/roles.ts'
import type { UserOrder } from '../domain/user-order.ts'
import type { Sites } from '../domain/users.ts'
import { filterOf } from '../routes/user-query.ts'

type Chosen = Parameters<typeof filterOf>[0] & { sort: UserOrder | `-${UserOrder}` }

/** What this caller may see of what was asked for. */
export const userQuery = (chosen: Chosen, caller: Caller, roles: Role[]): Omit<UserQuery, 'limit' | 'after' | 'cells'> => ({
  orgId: caller.orgId,
  filter: filterOf({
    ...chosen,
    roleId: chosen.roleId?.flatMap(id => [id, ...(roles.find(role => role.id === id)?.formerIds ?? [])]),
  }),
  order: chosen.sort.replace('-', '') as UserOrder, // what is left of each possible sort
  descending: chosen.sort.startsWith('-'),
  reach: reachOf(caller),
  sees: user => sees(caller, user, roles),
})

/** T2: whoever may read only through site-bound roles sees the people of the own sites. */
const reachOf = ({ rights }: Caller): Sites => (rights.everywhere.has('users:read') ? 'all' : rights.sites)
