import { expiryFrom, type Invitation, isPast } from './invitations.ts'
import { beyondYourRights, type Caller, checkAction } from './lifecycle.ts'
import { checkGrantsExist, next } from './managing.ts'
import type { RosterPermission } from './permissions.ts'
import { invalid, Refusal } from './refusals.ts'
import { checkGrant, covers, coversSites, type Grants, mayTowards, noRights, type Rights, rightsOf } from './rights.ts'
import type { Role } from './roles.ts'
import { type Locale, mailboxOf, type Sites, type User } from './users.ts'

export type InvitationWish = {
  email: string
  firstName?: string | null
  lastName?: string | null
  displayName?: string | null
  phone?: string | null
  communicationEmail?: string | null
  locale?: Locale
  roleIds?: string[]
  extraPermissions?: string[]
  siteIds?: Sites
}

export type InvitationRules = {
  defaultRoleIds: string[]
  invitationTtlDays: number
  allowedEmailDomains: string[]
  locale: Locale
}

/** Nothing given yet: what a new user's grants are compared with. */
export const nothing: Grants = { roleIds: [], extraPermissions: [], siteIds: [] }

/** Null where the operator invites the first owner. */
type Inviter = Caller | null

export type Inviting = {
  inviter: Inviter
  wish: InvitationWish
  rules: InvitationRules
  roles: Role[]
  /** The same person's user of this organization, whatever its status. */
  existing: { user: User; invitation: Pick<Invitation, 'expiresAt'> | null } | null
  ids: { orgId: string; userId: string; invitationId: string }
  message: string | null
  at: string
}

/** A4, D1, L3: the user and the invitation that come to be, or why not. */
export function inviteUser(inviting: Inviting): Invited {
  const { inviter, wish, rules, roles, existing, at } = inviting
  const invited = draftInvitation(inviting)
  checkDomain(wish.email, rules.allowedEmailDomains)
  if (existing) checkInvitable(existing, at)
  checkGrantsExist(invited.user, roles)
  if (inviter) {
    if (existing && !covers(inviter.rights, rightsOf(existing.user, roles))) throw beyondYourRights()
    checkGrant(inviter.rights, invited.user, nothing, roles)
    checkReach('users:invite', inviter.rights, invited.user, roles)
  }
  return invited
}

/** The same without asking whether it may be. */
export function draftInvitation(inviting: Inviting): Invited {
  const user = invitedUser(inviting)
  return { user, invitation: newInvitation(inviting, user) }
}

export type Invited = { user: User; invitation: Invitation }

/** A8: a new token, expiry and mail. Whoever resends answers for the rights from now on. */
export function resendInvitation({
  caller,
  user,
  invitation,
  roles,
  ttlDays,
  at,
}: {
  caller: Caller
  user: User
  invitation: Invitation
  roles: Role[]
  ttlDays: number
  at: string
}): { user: User; invitation: Invitation } {
  checkAction('resend', caller, user, roles)
  checkGrant(caller.rights, user, nothing, roles)
  const renewed: Invitation = {
    ...invitation,
    status: 'pending',
    mailTo: mailboxOf(user),
    tokenVersion: invitation.tokenVersion + 1,
    expiresAt: expiryFrom(at, ttlDays),
    invitedBy: { id: caller.userId, name: caller.name },
    backedBy: caller.userId,
    delivery: { state: 'queued', at },
    updatedAt: at,
    version: invitation.version + 1,
  }
  return { user: user.status === 'invited' ? user : next(user, { status: 'invited' }, at), invitation: renewed }
}

/** What remains of a user whose invitation came to nothing: nothing, or the member that was there before. */
export const withoutInvitation = (user: User, at: string): User | null =>
  user.joinedAt ? next(user, { status: 'inactive' }, at) : null

/** M6 at acceptance: whether its backer still holds what the invitation gives away. */
export function stillBacked(user: User, invitation: Invitation, backer: User | null, roles: Role[]): boolean {
  if (invitation.backedBy === null) return true
  const rights: Rights = backer?.status === 'active' ? rightsOf(backer, roles) : noRights
  const given = rightsOf(user, roles)
  return covers(rights, given) && coversSites(rights.sites, given.sites)
}

/** M12, D2: an invitation that ends without being accepted. */
export const ended = (invitation: Invitation, status: 'cancelled' | 'declined' | 'expired', at: string): Invitation => ({
  ...invitation,
  status,
  updatedAt: at,
  version: invitation.version + 1,
})

export function checkDomain(email: string, allowed: string[]): void {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  if (allowed.length > 0 && !allowed.includes(domain)) {
    throw new Refusal('email_domain_not_allowed', `Only addresses at ${allowed.join(', ')} can be added to this organization.`)
  }
}

/** T2: whoever adds people only through site-bound roles adds them to a site of their own, else nobody they see would come of it. */
export function checkReach(permission: RosterPermission, rights: Rights, user: User, roles: Role[]): void {
  if (!mayTowards(rights, permission, rightsOf(user, roles))) {
    throw invalid({ path: 'siteIds', message: 'must name a site of your own' })
  }
}

function checkInvitable({ user, invitation }: NonNullable<Inviting['existing']>, at: string): void {
  if (user.status === 'active' || user.status === 'suspended') {
    throw new Refusal('already_member', `${user.email} belongs to this organization already.`)
  }
  if (user.status === 'invited' && invitation && !isPast(invitation, at)) {
    throw new Refusal('already_invited', `${user.email} was invited already. Resend that invitation instead.`)
  }
}

type Draft = Pick<Inviting, 'wish' | 'existing' | 'at'> & {
  rules: Pick<InvitationRules, 'defaultRoleIds' | 'locale'>
  ids: { userId: string }
}

export function invitedUser({ wish, rules, existing, ids, at }: Draft): User {
  const before = existing?.user
  return {
    id: ids.userId,
    email: wish.email,
    // Null says where mail goes: to the login email.
    communicationEmail: wish.communicationEmail === undefined ? (before?.communicationEmail ?? null) : wish.communicationEmail,
    firstName: wish.firstName ?? before?.firstName ?? null,
    lastName: wish.lastName ?? before?.lastName ?? null,
    displayName: wish.displayName ?? before?.displayName ?? null,
    phone: wish.phone ?? before?.phone ?? null,
    locale: wish.locale ?? before?.locale ?? rules.locale,
    status: 'invited',
    roleIds: wish.roleIds ?? rules.defaultRoleIds,
    extraPermissions: wish.extraPermissions ?? [],
    siteIds: wish.siteIds ?? [],
    mustChangePassword: false,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
    joinedAt: before?.joinedAt ?? null,
    version: (before?.version ?? 0) + 1,
  }
}

const newInvitation = ({ inviter, rules, ids, message, at }: Inviting, user: User): Invitation => ({
  id: ids.invitationId,
  orgId: ids.orgId,
  userId: ids.userId,
  email: user.email,
  mailTo: mailboxOf(user),
  status: 'pending',
  tokenVersion: 1,
  expiresAt: expiryFrom(at, rules.invitationTtlDays),
  invitedBy: inviter ? { id: inviter.userId, name: inviter.name } : null,
  backedBy: inviter?.userId ?? null,
  message,
  delivery: { state: 'queued', at },
  reason: null,
  createdAt: at,
  updatedAt: at,
  version: 1,
})
