import * as z from 'zod/mini'
import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { operator } from '../../shared/data/events.ts'
import { claimAt } from '../../shared/data/identities.ts'
import { newId } from '../../shared/data/ids.ts'
import { invited } from '../../shared/data/invitation-changes.ts'
import { membershipWrites } from '../../shared/data/memberships.ts'
import { organizationAt } from '../../shared/data/organizations.ts'
import { rolesAt } from '../../shared/data/roles.ts'
import { userAt } from '../../shared/data/users.ts'
import { inviteUser } from '../../shared/domain/inviting.ts'
import { OWNER } from '../../shared/domain/roles.ts'
import { locales } from '../../shared/domain/users.ts'
import { operation } from '../../shared/jobs/operation.ts'
import { inviteOwner } from '../../shared/routes/background.ts'
import { email } from '../../shared/routes/fields.ts'

const input = z.strictObject({ orgId: z.string(), owner: email, ownerLocale: z.optional(z.enum(locales)) })

/** L1: for an organization whose owners can't sign in any more: nobody else may make one. */
export const handler = operation(
  inviteOwner,
  input,
  { table },
  async ({ orgId, owner, ownerLocale }, { table }, { at, origin }) => {
    const { organization, roles, counts, claim } = await table.read({
      organization: organizationAt(orgId),
      roles: rolesAt(orgId),
      counts: countsAt(orgId),
      claim: claimAt(owner),
    })
    if (!organization) throw new Error(`There is no organization ${orgId}; list-orgs shows them.`)
    const { existing } = await table.read({ existing: claim === undefined ? [] : [userAt(orgId, claim)] })
    const offer = inviteUser({
      inviter: null,
      login: owner,
      wish: { email: owner, roleIds: [OWNER], locale: ownerLocale },
      rules: { ...organization.settings, allowedEmailDomains: [], locale: 'en' },
      roles,
      existing: existing[0] ?? null,
      ids: { orgId, userId: claim ?? newId('usr', at), invitationId: newId('inv', at) },
      message: null,
      timeZone: null,
      at,
    })
    const change = invited(existing[0] ?? null, claim === undefined ? owner : null, offer, { actor: operator, origin })
    await table.transact(membershipWrites(orgId, counts, [change]))
    return { orgId, ownerId: offer.user.id, invitationId: offer.invitation.id }
  },
)
