import { table } from '../../shared/aws/dynamodb.ts'
import { actorOf } from '../../shared/data/events.ts'
import { commitSiteChange } from '../../shared/data/site-changes.ts'
import { siteAt } from '../../shared/data/sites.ts'
import * as sites from '../../shared/domain/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { changeSite } from '../../shared/routes/sites.ts'

export const handler = endpoint(
  changeSite,
  { table },
  ({ params: { orgId, siteId } }) => ({ site: siteAt(orgId, siteId) }),
  async ({ caller, body, ifMatch, origin, at, found: { site } }, { table }) => {
    const before = sites.reachedSite(caller, site, 'sites:manage')
    checkIfMatch(ifMatch, before.version)
    const after = sites.changeSite(before, body, at)
    if (after !== before) await commitSiteChange(table, caller.orgId, before, after, { actor: actorOf(caller), origin, at })
    return after
  },
)
