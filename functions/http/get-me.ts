import { table } from '../../shared/aws/dynamodb.ts'
import { activeOrganization } from '../../shared/domain/identities.ts'
import { permissionsOf, rightsOf } from '../../shared/domain/rights.ts'
import { nameOf } from '../../shared/domain/users.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type OpenMembership, openMemberships } from '../../shared/http/memberships.ts'
import { getMe } from '../../shared/routes/organizations.ts'

export const handler = endpoint(getMe, { table }, async ({ signedIn }, { table }) => {
  const { identity, open } = await openMemberships(table, signedIn)
  const { userId: id, email, emailVerified, username } = identity
  return { id, email, emailVerified, username, activeOrgId: activeOrganization(identity), memberships: open.map(membership) }
})

function membership({ organization, roles, user }: OpenMembership) {
  const rights = rightsOf(user, roles)
  const { id, firstName, lastName, communicationEmail, phone, locale, status } = user
  return {
    organization: { id: organization.id, name: organization.name },
    user: { id, firstName, lastName, displayName: nameOf(user), communicationEmail, phone, locale, status },
    roles: roles.filter(role => user.roleIds.includes(role.id)).map(role => ({ id: role.id, name: role.name })),
    permissions: permissionsOf(rights),
    sites: rights.sites,
  }
}
