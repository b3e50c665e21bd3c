import * as z from 'zod/mini'
import { table } from '../../shared/aws/dynamodb.ts'
import { changeLimits } from '../../shared/data/count-rules.ts'
import { countsAt, seatsOf } from '../../shared/data/counts.ts'
import { limitsChanged } from '../../shared/data/events.ts'
import { ledgerAt, noneGone } from '../../shared/data/ledger.ts'
import { organizationAt } from '../../shared/data/organizations.ts'
import { rolesAt } from '../../shared/data/roles.ts'
import { countSeats } from '../../shared/domain/counts.ts'
import { operation } from '../../shared/jobs/operation.ts'
import { setSeats } from '../../shared/routes/background.ts'

const input = z.strictObject({
  orgId: z.string(),
  seats: z.int().check(z.minimum(0), z.maximum(10_000_000)),
  /** Role ids whose holders take a seat; `null` for all; left out: as before. */
  counting: z.optional(z.nullable(z.array(z.string()).check(z.minLength(1)))),
})

/** T9: what the licence allows. Below what is used, nobody loses anything: only nobody new fits until it is free again. */
export const handler = operation(setSeats, input, { table }, async ({ orgId, seats, counting }, { table }, { at, origin }) => {
  const { organization, roles, ledger, counts } = await table.read({
    organization: organizationAt(orgId),
    roles: rolesAt(orgId),
    ledger: ledgerAt(orgId),
    counts: countsAt(orgId),
  })
  if (!organization) throw new Error(`There is no organization ${orgId}; list-orgs shows them.`)
  const strange = (counting ?? []).filter(id => !roles.some(role => role.id === id))
  if (strange.length > 0) throw new Error(`There is no role ${strange.join(', ')} in ${organization.name}.`)
  // People's rows may still name a role in whose place a counted one is.
  const counted = counting && roles.filter(role => counting.includes(role.id)).flatMap(({ id, formerIds }) => [id, ...formerIds])
  const seatRules = counted === undefined ? counts.seatRules : { roleIds: counted }
  const used = countSeats(counts.cells, seatRules)
  const after = { ...counts, limits: { ...counts.limits, seats }, seatRules, seatsFree: seats - used }
  await table.transact([
    changeLimits(orgId, counts, after),
    noneGone(orgId, ledger),
    limitsChanged(organization, counts, after, { at, origin }),
  ])
  return { orgId, seats: seatsOf(after) }
})
