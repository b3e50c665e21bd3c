import type { Invitation } from './invitations.ts'
import { checkReach, type InvitationWish } from './inviting.ts'
import { type Caller, checkTowards } from './lifecycle.ts'
import { checkRolesByHand } from './managed.ts'
import { changedTo, changesGrants, checkGrantsExist, grantsAfter, type UserWish } from './managing.ts'
import { invalid } from './refusals.ts'
import { checkGrant, nothing } from './rights.ts'
import type { Role } from './roles.ts'
import type { User } from './users.ts'

type Situation = { caller: Caller; user: User; invitation: Invitation; roles: Role[]; at: string }

/**
 * M11: everything but the login email, of an invitation that can still be accepted or sent again. Returns the same when nothing
 * changes. Whoever changes what it gives answers for all of it from then on, and so must hold all of it, as for a resend.
 */
export function changeInvitation(
  { caller, user, invitation, roles, at }: Situation,
  wish: UserWish,
): { user: User; invitation: Invitation } {
  checkTowards('users:invite', caller, user, roles)
  const gives = changesGrants(user, { ...user, ...wish })
  const grants = grantsAfter(caller, user, wish)
  if (gives) {
    checkGrantsExist(grants, roles)
    checkRolesByHand(caller, user, grants.roleIds)
    for (const before of [user, nothing]) checkGrant(caller.rights, grants, before, roles)
    checkReach('users:invite', caller.rights, grants, roles)
  }
  const after = changedTo(user, gives ? { ...wish, ...grants } : wish, at)
  if (after === user) return { user, invitation }
  const backedBy = gives ? caller.userId : invitation.backedBy
  return { user: after, invitation: { ...invitation, backedBy, updatedAt: at, version: invitation.version + 1 } }
}

/** The address was wrong: what is to be given to whoever has the right one is what the invitation gave. */
export function correctEmail(
  { caller, user, invitation, roles }: Omit<Situation, 'at'>,
  { email, communicationEmail = user.communicationEmail ?? undefined }: Pick<InvitationWish, 'email' | 'communicationEmail'>,
): InvitationWish {
  checkTowards('users:invite', caller, user, roles)
  if (email === user.email) {
    throw invalid({
      path: 'email',
      message: 'is the address that is invited already; to send another mail, resend the invitation',
    })
  }
  const { firstName, lastName, phone, locale, roleIds, extraPermissions, siteIds } = user
  const displayName = user.displayName === invitation.username ? null : user.displayName // a username is somebody else's
  return { email, communicationEmail, firstName, lastName, displayName, phone, locale, roleIds, extraPermissions, siteIds }
}
