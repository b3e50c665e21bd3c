import * as z from 'zod/mini'
import { table } from '../../shared/aws/dynamodb.ts'
import { newCounts } from '../../shared/data/counts.ts'
import { eventWrite, newEvent, operator } from '../../shared/data/events.ts'
import { claimAt } from '../../shared/data/identities.ts'
import { newId } from '../../shared/data/ids.ts'
import { invited } from '../../shared/data/invitation-changes.ts'
import { membershipWrites } from '../../shared/data/memberships.ts'
import { createOrganization as createOrganizationWrites } from '../../shared/data/organizations.ts'
import { tallyOf } from '../../shared/domain/counts.ts'
import { inviteUser } from '../../shared/domain/inviting.ts'
import { defaultSettings } from '../../shared/domain/organizations.ts'
import { OWNER, rolesOf } from '../../shared/domain/roles.ts'
import { locales } from '../../shared/domain/users.ts'
import { operation } from '../../shared/jobs/operation.ts'
import { allPermissions } from '../../shared/product.ts'
import { createOrganization } from '../../shared/routes/background.ts'
import { email } from '../../shared/routes/fields.ts'

const input = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  owner: email,
  ownerLocale: z.optional(z.enum(locales)),
})

/** The organization and its first owner, who gets an invitation mail. */
export const handler = operation(
  createOrganization,
  input,
  { table },
  async ({ name, owner, ownerLocale }, { table }, { at, origin }) => {
    const { claim } = await table.read({ claim: claimAt(owner) })
    const orgId = newId('org', at)
    const organization = { id: orgId, name, settings: defaultSettings, createdAt: at, updatedAt: at, version: 1 }
    const offer = inviteUser({
      inviter: null,
      login: owner,
      wish: { email: owner, roleIds: [OWNER], locale: ownerLocale },
      rules: { ...defaultSettings, locale: 'en' },
      roles: rolesOf(allPermissions, []),
      existing: null,
      ids: { orgId, userId: claim ?? newId('usr', at), invitationId: newId('inv', at) },
      message: null,
      timeZone: null,
      at,
    })
    const by = { actor: operator, origin }
    const target = { type: 'organization' as const, id: orgId, name }
    const change = invited(null, claim === undefined ? owner : null, offer, by)
    await table.transact([
      ...createOrganizationWrites(organization),
      newCounts(orgId, tallyOf(null, offer.user, { roleIds: null })),
      eventWrite(newEvent({ orgId, type: 'organization.created', at, target, changes: {}, ...by })),
      ...membershipWrites(orgId, null, [change]),
    ])
    return { orgId, ownerId: offer.user.id, invitationId: offer.invitation.id }
  },
)
