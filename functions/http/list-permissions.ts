import { table } from '../../shared/aws/dynamodb.ts'
import { mfaRequired } from '../../shared/domain/factors.ts'
import { notFound } from '../../shared/domain/refusals.ts'
import { noRights, rightsOf } from '../../shared/domain/rights.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { openMemberships } from '../../shared/http/memberships.ts'
import { allPermissions } from '../../shared/product.ts'
import { listPermissions } from '../../shared/routes/organizations.ts'

export const handler = endpoint(listPermissions, { table }, async ({ query: { orgId }, signedIn }, { table }) => {
  const { open } = await openMemberships(table, signedIn)
  const asked = open.find(({ organization }) => organization.id === orgId)
  if (orgId !== undefined && !asked) throw notFound()
  if (asked?.mfaRequired) throw mfaRequired()
  const rights = asked ? rightsOf(asked.user, asked.roles) : noRights
  return { items: allPermissions.map(permission => ({ ...permission, grantable: rights.everywhere.has(permission.key) })) }
})
