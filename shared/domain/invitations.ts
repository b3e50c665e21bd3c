import { Refusal, type RefusalCode } from './refusals.ts'

export const invitationStatuses = ['pending', 'accepted', 'declined', 'expired', 'cancelled'] as const
export type InvitationStatus = (typeof invitationStatuses)[number]

export const deliveryStates = ['queued', 'sent', 'delivered', 'bounced', 'complained', 'rejected'] as const
export type DeliveryState = (typeof deliveryStates)[number]
export type Delivery = { state: DeliveryState; at: string; reason?: string }
/** When the newest mail reached each state that it has reached. */
export type DeliveryTimes = { queued: string } & Partial<Record<DeliveryState, string>>

/** The offer that turns a user from `invited` to `active`. */
export type Invitation = {
  id: string
  orgId: string
  userId: string
  /** Null until somebody invited by username accepts: whoever invited is told nothing of the person. */
  email: string | null
  /** As it was given, where that is how somebody was invited. */
  username: string | null
  status: InvitationStatus
  /** Where the mail with the token of this version goes. Fixed with it: only whoever got that mail proves that mailbox. */
  mailTo: string
  /** Raised by a resend: a token of another version is dead. */
  tokenVersion: number
  expiresAt: string
  /** Null where the operator invites the first owner. */
  invitedBy: { id: string; name: string } | null
  /** Whose rights it gives away: whoever invited, sent it again or changed what it gives, last; null for the operator. */
  backedBy: string | null
  message: string | null
  /** In which the mail tells the expiry; null: in the deployment's. */
  timeZone: string | null
  delivery: Delivery
  deliveryTimes: DeliveryTimes
  /** Why it was cancelled without anybody asking for it. */
  reason: 'inviter_lost_rights' | null
  createdAt: string
  updatedAt: string
  version: number
}

/** What the users list tells of it. */
export type InvitationSummary = Pick<Invitation, 'id' | 'status' | 'expiresAt' | 'delivery'>

export const summaryOf = ({ id, status, expiresAt, delivery }: Invitation): InvitationSummary => ({
  id,
  status,
  expiresAt,
  delivery,
})

/** L4: refused from the very moment, whether or not the schedule has marked it. */
export const isPast = (invitation: { expiresAt: string }, at: string): boolean => invitation.expiresAt <= at

/** L4: days from now, exactly. */
export const expiryFrom = (at: string, days: number): string => new Date(Date.parse(at) + days * 86_400_000).toISOString()

const ended: Record<Exclude<InvitationStatus, 'pending'>, [RefusalCode, string]> = {
  accepted: ['invitation_accepted', 'This invitation was already accepted. Sign in instead.'],
  declined: ['invitation_declined', 'This invitation was declined. Ask for a new one if you changed your mind.'],
  expired: ['invitation_expired', 'This invitation has expired. Ask for a new one.'],
  cancelled: ['invitation_cancelled', 'This invitation was cancelled. Ask for a new one, or use the link of the newest mail.'],
}

const refuse = (status: keyof typeof ended) => new Refusal(...ended[status])

/** A8: throws unless this token of this invitation is good now. */
export function checkOpen(invitation: Invitation, tokenVersion: number, at: string): void {
  if (invitation.status !== 'pending') throw refuse(invitation.status)
  if (invitation.tokenVersion !== tokenVersion) throw refuse('cancelled')
  if (isPast(invitation, at)) throw refuse('expired')
}
