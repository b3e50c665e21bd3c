import { type Delivery, type DeliveryState, type DeliveryTimes, deliveryStates, type Invitation } from './invitations.ts'

/** A mail that is still to be sent. */
export const queued = (at: string): { delivery: Delivery; deliveryTimes: DeliveryTimes } => ({
  delivery: { state: 'queued', at },
  deliveryTimes: { queued: at },
})

const failures: DeliveryState[] = ['bounced', 'complained', 'rejected']

export const isFailure = ({ state }: Delivery): boolean => failures.includes(state)

const rank = ({ state }: Delivery) => deliveryStates.indexOf(state)

/** Of two failures of one kind the later counts, whichever was heard of first; of all else the one that was. */
const isNews = (known: string | undefined, told: Delivery) => known === undefined || (isFailure(told) && told.at > known)

/**
 * What is heard of the invitation's present mail, in any order and any number of times: in the end always the same. The state only
 * goes forward; what comes late adds its time. Nothing is told any more of an invitation that is over.
 * @returns null when there is nothing new
 */
export function withDelivery(invitation: Invitation, told: Delivery): Invitation | null {
  const { status, delivery, deliveryTimes } = invitation
  if (status !== 'pending' || !isNews(deliveryTimes[told.state], told)) return null
  return {
    ...invitation,
    delivery: rank(told) >= rank(delivery) ? told : delivery,
    deliveryTimes: { ...deliveryTimes, [told.state]: told.at },
  }
}

export type SuppressionKind = 'bounced' | 'complained'

/** An address that one organization does not mail: why and since when, and when somebody last said to mail it anyway. */
export type Suppression = { kind: SuppressionKind | null; at: string | null; liftedAt: string | null }

export const isSuppressed = ({ kind, at, liftedAt }: Suppression): boolean =>
  kind !== null && at !== null && (liftedAt === null || liftedAt < at)

/**
 * A complaint weighs more than a bounce. What happened before somebody said to mail the address anyway counts no more, however late
 * or often it is told.
 * @returns null when nothing changes
 */
export function suppressedBy(before: Suppression | null, kind: SuppressionKind, at: string): Suppression | null {
  const liftedAt = before?.liftedAt ?? null
  if (liftedAt !== null && at <= liftedAt) return null
  if (before && isSuppressed(before) && (before.kind === 'complained' || before.kind === kind)) return null
  return { kind, at, liftedAt }
}

const because: Record<SuppressionKind, string> = {
  bounced: 'an earlier mail to this address came back',
  complained: 'an earlier mail to this address was reported as spam',
}

/** What becomes of a mail to an address that is not mailed any more. */
export const notMailed = ({ kind }: Suppression, at: string): Delivery => ({
  state: 'rejected',
  at,
  reason: `Not sent, because ${because[kind ?? 'bounced']}. Correct the address, or resend the invitation with mailAnyway.`,
})
