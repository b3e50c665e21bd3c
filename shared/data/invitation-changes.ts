import { type Identity, newIdentity } from '../domain/identities.ts'
import { type Invitation, summaryOf } from '../domain/invitations.ts'
import { withoutInvitation } from '../domain/inviting.ts'
import type { Ended } from '../domain/sessions.ts'
import type { User, UserRecord } from '../domain/users.ts'
import { type Actor, changesOf, type EventType, newEvent, type Origin, targetOf } from './events.ts'
import { createIdentity, inviteIdentity, removeIdentity, removeMembership } from './identities.ts'
import { changeBeside, changeInvitation, createInvitation } from './invitations.ts'
import type { MembershipChange } from './memberships.ts'
import { changeUser, createUser, removeUser } from './users.ts'

type By = { actor: Actor; origin: Origin; mailAnyway?: boolean; ended?: Ended }

const mailOf = ({ id, tokenVersion }: Invitation) => ({ id, tokenVersion })

const eventOf = (type: EventType, before: User | null, user: User, invitation: Invitation, { actor, origin, mailAnyway }: By) =>
  newEvent({
    orgId: invitation.orgId,
    type,
    at: invitation.updatedAt,
    actor,
    target: targetOf(user),
    changes: changesOf(before, user),
    invitation: { ...mailOf(invitation), ...(mailAnyway && { mailAnyway }) },
    origin,
  })

/** A4: a new invitation, for somebody new to the organization or back again. `newLogin`: the email of an identity that is to be made. */
export function invited(
  existing: UserRecord | null,
  newLogin: string | null,
  { user, invitation }: { user: User; invitation: Invitation },
  by: By,
): MembershipChange {
  const { orgId } = invitation
  const summary = summaryOf(invitation)
  return {
    before: existing?.user ?? null,
    after: user,
    writes: [
      existing ? changeUser(orgId, existing.user, user, { invitation: summary }) : createUser(orgId, user, summary),
      createInvitation(invitation),
    ],
    identityWrites: newLogin === null ? [inviteIdentity(user.id, orgId)] : createIdentity(newIdentity(user.id, newLogin, orgId)),
    event: eventOf('invitation.created', existing?.user ?? null, user, invitation, by),
  }
}

/** The users list tells of an invitation only while it is still to be accepted. */
const shown = ({ user, invitation }: { user: User; invitation: Invitation }) =>
  user.status === 'invited' || user.status === 'expired' ? summaryOf(invitation) : null

/** An invitation in a new state, with its user, who stays. */
export function renewed(
  type: EventType,
  before: { user: User; invitation: Invitation },
  after: { user: User; invitation: Invitation },
  by: By,
): MembershipChange {
  const { orgId } = after.invitation
  return {
    before: before.user,
    after: after.user,
    writes: [
      changeUser(orgId, before.user, after.user, { invitation: shown(after), ended: by.ended }),
      changeInvitation(before.invitation, after.invitation),
    ],
    event: eventOf(type, before.user, after.user, after.invitation, by),
  }
}

/** M11: what stands in an invitation that goes on as it is; nobody is mailed. */
export const edited = (
  before: { user: User; invitation: Invitation },
  after: { user: User; invitation: Invitation },
  by: By,
): MembershipChange => ({
  before: before.user,
  after: after.user,
  writes: [changeUser(after.invitation.orgId, before.user, after.user), changeBeside(before.invitation, after.invitation)],
  event: eventOf('invitation.changed', before.user, after.user, after.invitation, by),
})

/**
 * M12: the invitation ends without acceptance. Its user goes, and with it an identity that nobody else needs, so that the email is
 * free again; somebody who was a member before is `inactive` again. An identity with a lease is left for the schedule to clear,
 * since somebody may be half-way through making its Cognito user.
 */
export function withdrawn(
  type: EventType,
  before: { user: User; invitation: Invitation },
  ended: Invitation,
  identity: Identity,
  by: By,
): MembershipChange {
  const { orgId } = ended
  const left = withoutInvitation(before.user, ended.updatedAt)
  if (left) return renewed(type, before, { user: left, invitation: ended }, by)
  const orphaned = !identity.lease && Object.keys(identity.memberships).every(id => id === orgId)
  return {
    before: before.user,
    after: null,
    writes: [removeUser(orgId, before.user), changeInvitation(before.invitation, ended)],
    identityWrites: orphaned ? removeIdentity(identity) : [removeMembership(identity, orgId)],
    event: eventOf(type, before.user, before.user, ended, by),
  }
}

/** The event of an invitation whose user has moved on: nothing but the invitation changes. */
export const expiredAlone = (after: Invitation, { actor, origin }: By) =>
  newEvent({
    orgId: after.orgId,
    type: 'invitation.expired',
    at: after.updatedAt,
    actor,
    target: { type: 'user', id: after.userId, name: after.email ?? after.username ?? after.userId },
    changes: {},
    invitation: mailOf(after),
    origin,
  })
