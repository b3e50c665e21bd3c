import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { grantsStand } from '../../shared/data/ledger.ts'
import * as data from '../../shared/data/organizations.ts'
import { changeRequiredFactors } from '../../shared/data/required-factors.ts'
import * as organizations from '../../shared/domain/organization-changes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { changeOrganization } from '../../shared/routes/organizations.ts'

export const handler = endpoint(
  changeOrganization,
  { table },
  ({ params }) => ({ organization: data.ownOrganizationAt(params.orgId), counts: countsAt(params.orgId) }),
  async ({ caller, roles, body, ifMatch, origin, at, found: { organization, counts } }, { table }) => {
    const after = organizations.changeOrganization({ caller, organization, roles, at }, body)
    checkIfMatch(ifMatch, organization.version)
    if (after !== organization) {
      const given = grantsStand(
        caller.orgId,
        caller.ledger,
        body.settings?.defaultRoleIds ? [{ roleIds: after.settings.defaultRoleIds }] : [],
      )
      await table.transact([
        ...data.changeOrganization(organization, after, { actor: actorOf(caller), origin }),
        ...changeRequiredFactors(organization, after, given),
      ])
    }
    return { ...after, ...data.usageOf(counts) }
  },
)
