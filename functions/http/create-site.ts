import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { actorOf } from '../../shared/data/events.ts'
import { memoryOf, requestOf } from '../../shared/data/idempotency.ts'
import * as data from '../../shared/data/site-changes.ts'
import { checkEverywhere } from '../../shared/domain/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { createSite } from '../../shared/routes/sites.ts'

export const handler = endpoint(
  createSite,
  { table, signingKey },
  ({ params: { orgId }, idempotencyKey, signedIn }) => {
    const request = requestOf(createSite, orgId, signedIn.userId, idempotencyKey)
    return { record: request ? [data.siteRecordAt(request)] : [] }
  },
  async ({ caller, body, origin, at, idempotencyKey, found: { record } }, { table, signingKey }) => {
    // Whoever manages only the own sites could not see one that is new.
    checkEverywhere(caller, 'sites:manage')
    const request = requestOf(createSite, caller.orgId, caller.userId, idempotencyKey)
    const memory = await memoryOf(request, record[0], body, signingKey)
    return data.createSite(table, caller.orgId, body, memory, { actor: actorOf(caller), origin, at })
  },
)
