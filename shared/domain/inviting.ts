import { queued } from './deliveries.ts'
import { expiryFrom, type Invitation, isPast } from './invitations.ts'
import { nothingGone, settledIn } from './ledger.ts'
import { beyondYourRights, type Caller, checkAction } from './lifecycle.ts'
import { checkRolesByHand } from './managed.ts'
import { checkGrantsExist, next } from './managing.ts'
import type { RosterPermission } from './permissions.ts'
import { invalid, Refusal } from './refusals.ts'
import { checkGrant, covers, coversSites, type Grants, mayTowards, noRights, nothing, type Rights, rightsOf } from './rights.ts'
import type { Role } from './roles.ts'
import { type Locale, mailboxOf, type Sites, type User } from './users.ts'

/** Somebody is named by the login email or by the username, never by both. */
export type InvitationWish = PersonWish & { email?: string; username?: string }

export type PersonWish = {
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

/** Null where the operator invites the first owner. */
type Inviter = Caller | null

export type Inviting = {
  inviter: Inviter
  wish: InvitationWish
  /** The login email of whoever is meant. */
  login: string
  rules: InvitationRules
  roles: Role[]
  /** The same person's user of this organization, whatever its status. */
  existing: { user: User; invitation: Pick<Invitation, 'expiresAt'> | null } | null
  ids: { orgId: string; userId: string; invitationId: string }
  message: string | null
  timeZone: string | null
  at: string
}

/** A4, D1, L3: the user and the invitation that come to be, or why not. */
export function inviteUser(inviting: Inviting): Invited {
  const { inviter, wish, login, rules, roles, existing, at } = inviting
  const invited = draftInvitation(inviting)
  if (wish.username === undefined) checkDomain(login, rules.allowedEmailDomains)
  else if (!isAllowed(login, rules.allowedEmailDomains)) throw unknownUsername(wish.username)
  if (existing) checkInvitable(existing, wish.email ?? wish.username ?? login, at)
  checkGrantsExist(invited.user, roles)
  if (inviter) {
    if (existing && !covers(inviter.rights, rightsOf(existing.user, roles))) throw beyondYourRights()
    if (existing && wish.roleIds) checkRolesByHand(inviter, existing.user, wish.roleIds)
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
  login,
  invitation,
  roles,
  ttlDays,
  at,
}: {
  caller: Caller
  user: User
  login: string
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
    mailTo: mailboxOf(user, login),
    tokenVersion: invitation.tokenVersion + 1,
    expiresAt: expiryFrom(at, ttlDays),
    invitedBy: { id: caller.userId, name: caller.name },
    backedBy: caller.userId,
    ...queued(at),
    updatedAt: at,
    version: invitation.version + 1,
  }
  return { user: user.status === 'invited' ? user : next(user, { status: 'invited' }, at), invitation: renewed }
}

/** What remains of a user whose invitation came to nothing: nothing, or the member that was there before. */
export const withoutInvitation = (user: User, at: string): User | null =>
  user.joinedAt ? next(user, { status: 'inactive' }, at) : null

/** M6 at acceptance: whether its backer still holds what the invitation gives away. */
export function stillBacked(
  user: User,
  invitation: Invitation,
  backer: User | null,
  roles: Role[],
  ledger = nothingGone,
): boolean {
  if (invitation.backedBy === null) return true
  const rights: Rights = backer?.status === 'active' ? rightsOf(settledIn(backer, ledger), roles) : noRights
  const given = rightsOf(settledIn(user, ledger), roles)
  return covers(rights, given) && coversSites(rights.sites, given.sites)
}

/** M12, D2: an invitation that ends without being accepted. */
export const ended = (invitation: Invitation, status: 'cancelled' | 'declined' | 'expired', at: string): Invitation => ({
  ...invitation,
  status,
  updatedAt: at,
  version: invitation.version + 1,
})

/** L3: nobody has it, or nobody who may be invited here; which of the two would tell the inviter something of the person. */
export const unknownUsername = (username: string) =>
  new Refusal('not_found', `Nobody who could be invited here has the username ${username}. Invite the person by email instead.`)

const isAllowed = (email: string, allowed: string[]): boolean =>
  allowed.length === 0 || allowed.includes(email.slice(email.lastIndexOf('@') + 1))

export function checkDomain(email: string, allowed: string[]): void {
  if (!isAllowed(email, allowed)) {
    throw new Refusal('email_domain_not_allowed', `Only addresses at ${allowed.join(', ')} can be added to this organization.`)
  }
}

/** T2: whoever adds people only through site-bound roles adds them to a site of their own, else nobody they see would come of it. */
export function checkReach(permission: RosterPermission, rights: Rights, given: Grants, roles: Role[]): void {
  if (!mayTowards(rights, permission, rightsOf(given, roles))) {
    throw invalid({ path: 'siteIds', message: 'must name a site of your own' })
  }
}

export const alreadyInvited = (called: string) =>
  new Refusal('already_invited', `${called} was invited already. Resend that invitation instead.`)

function checkInvitable({ user, invitation }: NonNullable<Inviting['existing']>, called: string, at: string): void {
  if (user.status === 'active' || user.status === 'suspended') {
    throw new Refusal('already_member', `${called} belongs to this organization already.`)
  }
  if (user.status === 'invited' && invitation && !isPast(invitation, at)) {
    throw alreadyInvited(called)
  }
}

type Draft = Pick<Inviting, 'wish' | 'existing' | 'at'> & {
  rules: Pick<InvitationRules, 'defaultRoleIds' | 'locale'>
  ids: { userId: string }
}

export function invitedUser({ wish, rules, existing, ids, at }: Draft): User {
  const before = existing?.user
  const named = [wish.displayName, wish.firstName, wish.lastName].some(Boolean)
  return {
    id: ids.userId,
    email: wish.email ?? before?.email ?? null,
    // Null says where mail goes: to the login email.
    communicationEmail: wish.communicationEmail === undefined ? (before?.communicationEmail ?? null) : wish.communicationEmail,
    firstName: wish.firstName ?? before?.firstName ?? null,
    lastName: wish.lastName ?? before?.lastName ?? null,
    displayName: wish.displayName ?? before?.displayName ?? (named ? null : (wish.username ?? null)),
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
    displacedAt: null,
    managedBy: before?.managedBy ?? null,
    withheldAt: null,
    version: (before?.version ?? 0) + 1,
  }
}

const newInvitation = ({ inviter, wish, login, rules, ids, message, timeZone, at }: Inviting, user: User): Invitation => ({
  id: ids.invitationId,
  orgId: ids.orgId,
  userId: ids.userId,
  email: user.email,
  username: wish.username ?? null,
  mailTo: mailboxOf(user, login),
  status: 'pending',
  tokenVersion: 1,
  expiresAt: expiryFrom(at, rules.invitationTtlDays),
  invitedBy: inviter ? { id: inviter.userId, name: inviter.name } : null,
  backedBy: inviter?.userId ?? null,
  message,
  timeZone,
  ...queued(at),
  reason: null,
  createdAt: at,
  updatedAt: at,
  version: 1,
})
