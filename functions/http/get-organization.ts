import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { ownOrganizationAt, usageOf } from '../../shared/data/organizations.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { getOrganization } from '../../shared/routes/organizations.ts'

export const handler = endpoint(
  getOrganization,
  { table },
  ({ params }) => ({ organization: ownOrganizationAt(params.orgId), counts: countsAt(params.orgId) }),
  ({ found: { organization, counts } }) => ({ ...organization, ...usageOf(counts) }),
)
