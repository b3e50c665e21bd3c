import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt, membersOf } from '../../shared/data/counts.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { listRoles } from '../../shared/routes/organizations.ts'

export const handler = endpoint(
  listRoles,
  { table },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  ({ roles, found: { counts } }) => ({
    items: roles.map(role => ({ ...role, memberCount: membersOf(counts, role.id), version: 1 })),
    nextCursor: null,
  }),
)
