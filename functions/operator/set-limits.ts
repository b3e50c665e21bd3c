import * as z from 'zod/mini'
import { table } from '../../shared/aws/dynamodb.ts'
import { changeLimits } from '../../shared/data/count-rules.ts'
import { countsAt, usersOf } from '../../shared/data/counts.ts'
import { limitsChanged } from '../../shared/data/events.ts'
import { organizationAt } from '../../shared/data/organizations.ts'
import { operation } from '../../shared/jobs/operation.ts'
import { setLimits } from '../../shared/routes/background.ts'

const limit = z.optional(z.int().check(z.minimum(0), z.maximum(10_000_000)))

const input = z.strictObject({
  orgId: z.string(),
  users: limit,
  invitesPerMinute: limit,
  invitesPerDay: limit,
  mailsPerAddress: limit,
})

/** L2: how many people an organization may have, and how much it may invite. */
export const handler = operation(setLimits, input, { table }, async ({ orgId, ...wanted }, { table }, { at, origin }) => {
  const { organization, counts } = await table.read({ organization: organizationAt(orgId), counts: countsAt(orgId) })
  if (!organization) throw new Error(`There is no organization ${orgId}; list-orgs shows them.`)
  const limits = { ...counts.limits, ...wanted }
  const after = { ...counts, limits, usersFree: limits.users - usersOf(counts).used }
  await table.transact([changeLimits(orgId, counts, after), limitsChanged(organization, counts, after, { at, origin })])
  return { orgId, limits }
})
