import type * as z from 'zod/mini'
import type { IdentityProvider } from '../domain/federation.ts'
import type { GroupMappings } from '../domain/groups.ts'
import type { Delivery, Invitation, InvitationSummary } from '../domain/invitations.ts'
import { settled } from '../domain/ledger.ts'
import { actionsOn, type Caller } from '../domain/lifecycle.ts'
import { isManaged } from '../domain/managed.ts'
import type { Preview } from '../domain/removing.ts'
import type { Resource } from '../domain/resources.ts'
import { rightsOf } from '../domain/rights.ts'
import { heldRoles, namesOf, type Role } from '../domain/roles.ts'
import { isUnderWay, needsSettled, type Transfer } from '../domain/transfers.ts'
import { nameOf, type UserRecord } from '../domain/users.ts'
import type { invitationShape, userShape } from '../routes/fields.ts'
import type { mappingsShape } from '../routes/group-fields.ts'
import type { removalPreview, resourceShape, userDetails } from '../routes/ownership-fields.ts'
import { problemDocument } from './problems.ts'

type Row = Pick<UserRecord, 'user' | 'invitation' | 'lastSignInAt'>

/** A user as the API shows it to this caller. */
export function showUser(
  { user, invitation, lastSignInAt }: Row,
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
    roles: namesOf(heldRoles(user, roles)),
    extraPermissions: user.extraPermissions,
    siteIds: settled(rightsOf(user, roles).sites, caller.ledger),
    mustChangePassword: user.mustChangePassword,
    ...(user.managedBy !== null && isManaged(user, caller) && { rolesManagedBy: user.managedBy }),
    invitation: user.status === 'invited' || user.status === 'expired' ? invitation && showSummary(invitation) : null,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    lastSignInAt,
    version: user.version,
    actions: actionsOn(caller, user, roles, activeOwners),
  }
}

/** The same with what is under way: a single one is read whole, a row of the list is not. */
export function showUserDetails(
  record: UserRecord,
  transfer: Transfer | null | undefined,
  ...by: [caller: Caller, roles: Role[], activeOwners: number]
): z.input<typeof userDetails> {
  const user = showUser(record, ...by)
  const actions = user.actions.filter(
    action => !(isUnderWay(record) && needsSettled.includes(action)) && !(action === 'erase' && record.owns > 0),
  )
  return {
    ...user,
    actions,
    ...(user.rolesManagedBy !== undefined && { groups: record.groups }),
    ...(transfer && { transfer: showTransfer(transfer) }),
  }
}

const showTransfer = ({ to, total, moved, startedAt, finishedAt }: Transfer) => ({
  toUserId: to,
  total,
  moved,
  startedAt,
  finishedAt,
})

/** What would come of a removal. */
export const showPreview = ({ refusal, ...preview }: Preview, requestId: string): z.input<typeof removalPreview> => ({
  dryRun: true,
  possible: refusal === null,
  refusal: refusal && problemDocument(refusal, requestId),
  ...preview,
})

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
  username: invitation.username,
  status: invitation.status,
  expiresAt: invitation.expiresAt,
  invitedBy: invitation.invitedBy && { id: invitation.invitedBy.id, displayName: invitation.invitedBy.name },
  message: invitation.message,
  delivery: showDelivery(invitation.delivery),
  deliveryTimes: invitation.deliveryTimes,
  reason: invitation.reason,
  createdAt: invitation.createdAt,
  updatedAt: invitation.updatedAt,
  version: invitation.version,
})

export const showResource = ({ formerOwner, ...resource }: Resource): z.input<typeof resourceShape> => ({
  type: resource.type,
  id: resource.id,
  name: resource.name,
  ownerId: resource.ownerId,
  ownerName: resource.ownerName,
  formerOwner: formerOwner && { id: formerOwner.id, displayName: formerOwner.name },
  createdAt: resource.createdAt,
  updatedAt: resource.updatedAt,
  version: resource.version,
})

export const showMappings = (mappings: GroupMappings, providers: IdentityProvider[]): z.input<typeof mappingsShape> => ({
  ...mappings,
  providerConfigured: providers.some(({ name }) => name === mappings.provider),
})
