import type * as z from 'zod/mini'
import { activeOrganization, type Identity } from '../domain/identities.ts'
import { settled } from '../domain/ledger.ts'
import { permissionsOf, rightsOf } from '../domain/rights.ts'
import { heldRoles, namesOf } from '../domain/roles.ts'
import { nameOf } from '../domain/users.ts'
import type { getMe } from '../routes/organizations.ts'
import type { OpenMembership } from './memberships.ts'

type Me = z.input<typeof getMe.response.schema>

/** Somebody as they see themselves. */
export const showMe = (identity: Identity, open: OpenMembership[]): Me => ({
  id: identity.userId,
  email: identity.email,
  emailVerified: identity.emailVerified,
  username: identity.username,
  activeOrgId: activeOrganization(identity),
  memberships: open.map(showMembership),
})

function showMembership({ organization, roles, ledger, user, mfaRequired }: OpenMembership): Me['memberships'][number] {
  const rights = rightsOf(user, roles)
  const { id, firstName, lastName, communicationEmail, phone, locale, status } = user
  return {
    organization: { id: organization.id, name: organization.name },
    user: { id, firstName, lastName, displayName: nameOf(user), communicationEmail, phone, locale, status },
    roles: namesOf(heldRoles(user, roles)),
    permissions: permissionsOf(rights),
    sites: settled(rights.sites, ledger),
    ...(mfaRequired && { mfaRequired }),
  }
}
