import type * as z from 'zod/mini'
import type { Invitation } from '../domain/invitations.ts'
import { actionsOn, type Caller } from '../domain/lifecycle.ts'
import { rightsOf } from '../domain/rights.ts'
import type { Role } from '../domain/roles.ts'
import { nameOf, type UserRecord } from '../domain/users.ts'
import type { invitationShape, userShape } from '../routes/fields.ts'

/** A user as the API shows it to this caller. */
export function showUser({ user, invitation, lastSignInAt }: UserRecord, caller: Caller, roles: Role[], activeOwners: number): z.input<typeof userShape> {
  const { roleIds, joinedAt: _, ...shown } = user
  return {
    ...shown,
    displayName: nameOf(user),
    siteIds: rightsOf(user, roles).sites,
    roles: roles.filter(({ id }) => roleIds.includes(id)).map(({ id, name }) => ({ id, name })),
    invitation: user.status === 'invited' || user.status === 'expired' ? invitation : null,
    lastSignInAt,
    actions: actionsOn(caller, user, roles, activeOwners),
  }
}

export function showInvitation({ orgId: _, tokenVersion: __, invitedBy, ...shown }: Invitation): z.input<typeof invitationShape> {
  return { ...shown, invitedBy: invitedBy && { id: invitedBy.id, displayName: invitedBy.name } }
}
