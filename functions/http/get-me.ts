import { table } from '../../shared/aws/dynamodb.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { organizationAt, rolesAt } from '../../shared/data/organizations.ts'
import { userAt } from '../../shared/data/users.ts'
import { activeOrganization } from '../../shared/domain/identities.ts'
import type { Organization } from '../../shared/domain/organizations.ts'
import { Refusal } from '../../shared/domain/refusals.ts'
import { permissionsOf, rightsOf } from '../../shared/domain/rights.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { nameOf, type UserRecord } from '../../shared/domain/users.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { Unauthorized } from '../../shared/http/tokens.ts'
import { getMe } from '../../shared/routes/organizations.ts'

export const handler = endpoint(getMe, { table }, async ({ signedIn: { userId, authTime } }, { table }) => {
  const { identity } = await table.read({ identity: identityAt(userId) })
  if (!identity) throw new Unauthorized()
  const active = Object.keys(identity.memberships).filter(orgId => identity.memberships[orgId] === 'active')
  const { memberships } = await table.read({
    memberships: Object.fromEntries(
      active.map(orgId => [orgId, { organization: organizationAt(orgId), roles: rolesAt(orgId), self: userAt(orgId, userId) }]),
    ),
  })
  const open = Object.values(memberships).filter(
    ({ self }) => self?.user.status === 'active' && authTime >= self.sessionsValidAfter,
  )
  if (open.length === 0)
    throw new Refusal('forbidden', 'You have access to no organization right now. Ask an administrator of yours.')
  const { id, email, emailVerified, username } = { id: userId, ...identity }
  return {
    id,
    email,
    emailVerified,
    username,
    activeOrgId: activeOrganization(identity),
    memberships: open.flatMap(({ organization, roles, self }) =>
      organization && self ? [membership(organization, roles, self)] : [],
    ),
  }
})

function membership(organization: Organization, roles: Role[], { user }: UserRecord) {
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
