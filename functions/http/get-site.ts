import { table } from '../../shared/aws/dynamodb.ts'
import { siteAt } from '../../shared/data/sites.ts'
import { reachedSite } from '../../shared/domain/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { getSite } from '../../shared/routes/sites.ts'

export const handler = endpoint(
  getSite,
  { table },
  ({ params: { orgId, siteId } }) => ({ site: siteAt(orgId, siteId) }),
  ({ caller, found: { site } }) => reachedSite(caller, site, 'sites:read'),
)
