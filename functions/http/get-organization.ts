import { table } from '../../shared/aws/dynamodb.ts'
import { byStatus, countsAt, seatsOf, usersOf } from '../../shared/data/counts.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { getOrganization } from '../../shared/routes/organizations.ts'

export const handler = endpoint(
  getOrganization,
  { table },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  ({ organization, found: { counts } }) => ({
    ...organization,
    counts: byStatus(counts),
    seats: seatsOf(counts),
    users: usersOf(counts),
    warnings: counts.activeOwners === 1 ? ['single_owner' as const] : [],
  }),
)
