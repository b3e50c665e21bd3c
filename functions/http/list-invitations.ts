import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import * as data from '../../shared/data/invitations.ts'
import type { ReadTable } from '../../shared/data/table.ts'
import { userAt } from '../../shared/data/users.ts'
import type { Invitation } from '../../shared/domain/invitations.ts'
import { type Caller, sees } from '../../shared/domain/lifecycle.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showInvitation } from '../../shared/http/shapes.ts'
import { listInvitations } from '../../shared/routes/invitations.ts'

export const handler = endpoint(
  listInvitations,
  { table, signingKey },
  async ({ caller, roles, query: { cursor, limit, status } }, { table, signingKey }) => {
    const key = await signingKey('cursor')
    const binding = [listInvitations.name, caller.orgId, caller.userId, status]
    const after = cursor === undefined ? undefined : readCursor<string>(cursor, binding, key)
    const rows = await data.listInvitations(table, { orgId: caller.orgId, after, limit })
    const wanted = rows.filter(invitation => status?.includes(invitation.status) ?? true)
    const last = rows.length === limit ? rows.at(-1) : undefined
    return {
      items: (await visible(table, caller, roles, wanted)).map(showInvitation),
      nextCursor: last ? writeCursor(last.id, binding, key) : null,
    }
  },
)

/** T2: who sees only the people of the own sites sees only their invitations; those of people who are gone, nobody's site has. */
async function visible(table: ReadTable, caller: Caller, roles: Role[], invitations: Invitation[]): Promise<Invitation[]> {
  if (caller.rights.everywhere.has('users:read')) return invitations
  const { users } = await table.read({ users: invitations.map(({ userId }) => userAt(caller.orgId, userId)) })
  return invitations.filter((_, index) => {
    const user = users[index]?.user
    return user && sees(caller, user, roles)
  })
}
