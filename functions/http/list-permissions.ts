import { table } from '../../shared/aws/dynamodb.ts'
import { rolesAt } from '../../shared/data/organizations.ts'
import { userAt } from '../../shared/data/users.ts'
import { noRights, rightsOf } from '../../shared/domain/rights.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { allPermissions } from '../../shared/product.ts'
import { listPermissions } from '../../shared/routes/organizations.ts'

export const handler = endpoint(listPermissions, { table }, async ({ query: { orgId }, signedIn }, { table }) => {
  const read = orgId ? await table.read({ self: userAt(orgId, signedIn.userId), roles: rolesAt(orgId) }) : null
  const rights = read?.self?.user.status === 'active' ? rightsOf(read.self.user, read.roles) : noRights
  return { items: allPermissions.map(permission => ({ ...permission, grantable: rights.everywhere.has(permission.key) })) }
})
