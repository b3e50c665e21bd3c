import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt, membersOf } from '../../shared/data/counts.ts'
import type { UserPosition } from '../../shared/data/user-page.ts'
import { findUsers } from '../../shared/data/user-pages.ts'
import { foreseen, type RefusalCode } from '../../shared/domain/refusals.ts'
import { may } from '../../shared/domain/rights.ts'
import { changeRole, roleWith } from '../../shared/domain/role-changes.ts'
import { effectAlone } from '../../shared/domain/role-preview.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showEffect } from '../../shared/http/role-shapes.ts'
import { userQuery } from '../../shared/http/user-list.ts'
import { previewRole } from '../../shared/routes/roles.ts'

const standsAgainst = new Set<RefusalCode>(['role_built_in', 'beyond_your_rights', 'grant_beyond_own'])

/** D10: before it is saved. Whoever may not see people is told how many they are. */
export const handler = endpoint(
  previewRole,
  { table, signingKey },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  async ({ params, caller, roles, body, query: { limit, cursor }, found: { counts } }, { table, signingKey }) => {
    const before = roleWith(roles, params.roleId)
    const after = { ...before, ...body }
    const { refusal } = foreseen(
      () => changeRole({ caller, roles }, before, body),
      ({ code }) => standsAgainst.has(code),
    )
    const told = {
      possible: refusal === null,
      refusal: refusal && { code: refusal.code, detail: refusal.message },
      ...effectAlone(before, after),
      memberCount: membersOf(counts, before),
    }
    if (!may(caller.rights, 'users:read')) return { ...told, items: null, nextCursor: null }
    const key = await signingKey('cursor')
    const binding = [previewRole.name, caller.orgId, caller.userId, before.id]
    const place = cursor === undefined ? undefined : readCursor<UserPosition>(cursor, binding, key)
    const query = userQuery({ roleId: [before.id], sort: 'name' }, caller, roles)
    const { found, next } = await findUsers(table, { ...query, limit, after: place, cells: counts.cells })
    const items = found.map(({ user }) => showEffect(user, roles, before, after)).filter(one => one !== null)
    return { ...told, items, nextCursor: next && writeCursor(next, binding, key) }
  },
)
