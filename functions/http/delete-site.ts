import { table } from '../../shared/aws/dynamodb.ts'
import { actorOf } from '../../shared/data/events.ts'
import { commitSiteDeletion } from '../../shared/data/site-changes.ts'
import { countUsage } from '../../shared/data/site-lists.ts'
import { siteAt } from '../../shared/data/sites.ts'
import * as sites from '../../shared/domain/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { deleteSite } from '../../shared/routes/sites.ts'

/** T2: what happens to the people is said first, and asked. */
export const handler = endpoint(
  deleteSite,
  { table },
  ({ params: { orgId, siteId }, query: { replaceWith } }) => ({
    site: siteAt(orgId, siteId),
    replacement: replaceWith === undefined ? [] : [siteAt(orgId, replaceWith)],
  }),
  async ({ caller, query, ifMatch, origin, at, found }, { table }) => {
    const { orgId, ledger } = caller
    const site = sites.reachedSite(caller, found.site, 'sites:manage')
    checkIfMatch(ifMatch, site.version)
    const { replacement, asked } = sites.deleteSite({ caller, site, ...query, replacement: found.replacement[0] })
    if (!asked) sites.checkUnused(await countUsage(table, orgId, site.id, ledger), site)
    await commitSiteDeletion(table, orgId, { site, replacement, ledger }, { actor: actorOf(caller), origin, at })
  },
)
