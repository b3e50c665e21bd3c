import * as z from 'zod/mini'
import { table } from '../../shared/aws/dynamodb.ts'
import { byStatus, countsAt, seatsOf, usersOf } from '../../shared/data/counts.ts'
import { listOrganizationIds, organizationAt } from '../../shared/data/organizations.ts'
import { operation } from '../../shared/jobs/operation.ts'
import { listOrganizations } from '../../shared/routes/background.ts'

const pageSize = 100

const input = z.strictObject({ after: z.optional(z.nullable(z.string())) })

/** Every organization with its usage, in order of age, a hundred at a time. */
export const handler = operation(listOrganizations, input, { table }, async ({ after }, { table }) => {
  const ids = await listOrganizationIds(table, pageSize, after ?? undefined)
  const { organizations, counts } = await table.read({ organizations: ids.map(organizationAt), counts: ids.map(countsAt) })
  const items = organizations.flatMap((organization, index) => {
    const counted = counts[index]
    if (!organization || !counted) return []
    const { id, name, createdAt } = organization
    return [{ id, name, createdAt, counts: byStatus(counted), seats: seatsOf(counted), users: usersOf(counted) }]
  })
  return { items, next: ids.length === pageSize ? (ids.at(-1) ?? null) : null }
})
