import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { actorOf } from '../../shared/data/events.ts'
import { memoryOf, requestOf } from '../../shared/data/idempotency.ts'
import { shortId } from '../../shared/data/ids.ts'
import * as data from '../../shared/data/role-changes.ts'
import { newRole } from '../../shared/domain/role-changes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showRole } from '../../shared/http/role-shapes.ts'
import { createRole } from '../../shared/routes/roles.ts'

/** D10. */
export const handler = endpoint(
  createRole,
  { table, signingKey },
  ({ params: { orgId }, idempotencyKey, signedIn }) => {
    const request = requestOf(createRole, orgId, signedIn.userId, idempotencyKey)
    return { record: request ? [data.roleRecordAt(request)] : [] }
  },
  async ({ caller, roles, body, origin, at, idempotencyKey, found: { record } }, { table, signingKey }) => {
    const { description = '', ...wish } = body
    const request = requestOf(createRole, caller.orgId, caller.userId, idempotencyKey)
    const memory = await memoryOf(request, record[0], body, signingKey)
    const answered = data.recallRole(memory, wish, at)
    if (answered) return showRole(answered, description, 0)
    const role = newRole({ caller, roles }, shortId('rol', at), wish)
    await data.createRole(table, caller.orgId, { role, description }, memory, { actor: actorOf(caller), origin, at })
    return showRole(role, description, 0)
  },
)
