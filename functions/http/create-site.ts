import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { actorOf } from '../../shared/data/events.ts'
import { bodyHashOf } from '../../shared/data/idempotency.ts'
import * as data from '../../shared/data/site-changes.ts'
import { checkEverywhere } from '../../shared/domain/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { createSite } from '../../shared/routes/sites.ts'

export const handler = endpoint(
  createSite,
  { table, signingKey },
  ({ params: { orgId }, idempotencyKey, signedIn }) => ({
    record: idempotencyKey ? [data.siteRecordAt(requestOf(orgId, signedIn.userId, idempotencyKey))] : [],
  }),
  async ({ caller, body, origin, at, idempotencyKey, found: { record } }, { table, signingKey }) => {
    // Whoever manages only the own sites could not see one that is new.
    checkEverywhere(caller, 'sites:manage')
    const memory = idempotencyKey
      ? {
          request: requestOf(caller.orgId, caller.userId, idempotencyKey),
          bodyHash: bodyHashOf(body, await signingKey('idempotency')),
          record: record[0],
        }
      : null
    return data.createSite(table, caller.orgId, body, memory, { actor: actorOf(caller), origin, at })
  },
)

const requestOf = (orgId: string, userId: string, key: string) => ({ orgId, userId, route: createSite.name, key })
