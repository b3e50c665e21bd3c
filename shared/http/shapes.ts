import type * as z from 'zod/mini'
import type { Delivery, Invitation, InvitationSummary } from '../domain/invitations.ts'
import { actionsOn, type Caller } from '../domain/lifecycle.ts'
import { rightsOf } from '../domain/rights.ts'
import type { Role } from '../domain/roles.ts'
import { nameOf, type UserRecord } from '../domain/users.ts'
import type { invitationShape, userShape } from '../routes/fields.ts'

/** A user as the API shows it to this caller. */
export function showUser(
  { user, invitation, lastSignInAt }: UserRecord,
  caller: Caller,
  roles: Role[],
  activeOwners: number,
): z.input<typeof userShape> {
  return {
    id: user.id,
    email: user.email,
    communicationEmail: user.communicationEmail,
    firstName: user.firstName,
    lastName: user.lastName,
    displayName: nameOf(user),
    phone: user.phone,
    locale: user.locale,
    status: user.status,
    roles: roles.filter(({ id }) => user.roleIds.includes(id)).map(({ id, name }) => ({ id, name })),
    extraPermissions: user.extraPermissions,
    siteIds: rightsOf(user, roles).sites,
    mustChangePassword: user.mustChangePassword,
    invitation: user.status === 'invited' || user.status === 'expired' ? invitation && showSummary(invitation) : null,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    lastSignInAt,
    version: user.version,
    actions: actionsOn(caller, user, roles, activeOwners),
  }
}

const showSummary = ({ id, status, expiresAt, delivery }: InvitationSummary) => ({
  id,
  status,
  expiresAt,
  delivery: showDelivery(delivery),
})

const showDelivery = ({ state, at, reason }: Delivery) => ({ state, at, reason })

export const showInvitation = (invitation: Invitation): z.input<typeof invitationShape> => ({
  id: invitation.id,
  userId: invitation.userId,
  email: invitation.email,
  status: invitation.status,
  expiresAt: invitation.expiresAt,
  invitedBy: invitation.invitedBy && { id: invitation.invitedBy.id, displayName: invitation.invitedBy.name },
  message: invitation.message,
  delivery: showDelivery(invitation.delivery),
  reason: invitation.reason,
  createdAt: invitation.createdAt,
  updatedAt: invitation.updatedAt,
  version: invitation.version,
})
