import * as z from 'zod/mini'
import type { Heard } from '../data/deliveries.ts'
import { isId } from '../data/ids.ts'
import { bounceReason, complaintReason, isSuppressing, rejectReason } from '../domain/mail-failures.ts'
import { email } from '../routes/fields.ts'

const time = z.pipe(
  z.string().check(z.refine(text => !Number.isNaN(Date.parse(text)), 'must be a time')),
  z.transform(text => new Date(text).toISOString()),
)
const text = z.nullish(z.string())
const id = (prefix: 'org' | 'inv') => z.tuple([z.string().check(z.refine(given => isId(prefix, given), 'is no id'))])

const mail = z.object({
  timestamp: time,
  destination: z.tuple([email]),
  /** Each has a list of values. */
  tags: z.object({
    org: id('org'),
    invitation: id('inv'),
    tokenVersion: z.tuple([z.string().check(z.regex(/^[1-9]\d{0,8}$/))]),
  }),
})

const bounce = z.object({
  timestamp: time,
  bounceType: z.string(),
  bounceSubType: z.string(),
  bouncedRecipients: z.nullish(z.array(z.object({ status: text, diagnosticCode: text }))),
})

const complaint = z.object({ timestamp: time, complaintSubType: text, complaintFeedbackType: text })

const detail = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Send'), mail }),
  z.object({ eventType: z.literal('Reject'), mail, reject: z.object({ reason: text }) }),
  z.object({ eventType: z.literal('Delivery'), mail, delivery: z.object({ timestamp: time }) }),
  z.object({ eventType: z.literal('Bounce'), mail, bounce }),
  z.object({ eventType: z.literal('Complaint'), mail, complaint }),
])

/** As far as it is looked at: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
export const mailEvent = z.object({ detail })

type Detail = z.output<typeof detail>
type Outcome = Pick<Heard, 'delivery' | 'suppresses'>

/** What SES tells of one of our mails; null where that means nothing to an invitation. */
export function heardOf({ detail }: z.output<typeof mailEvent>): Heard | null {
  const { destination, tags } = detail.mail
  const outcome = outcomeOf(detail)
  return (
    outcome && {
      orgId: tags.org[0],
      invitationId: tags.invitation[0],
      tokenVersion: Number(tags.tokenVersion[0]),
      mailTo: destination[0],
      ...outcome,
    }
  )
}

function outcomeOf(detail: Detail): Outcome | null {
  switch (detail.eventType) {
    case 'Send':
      return { delivery: { state: 'sent', at: detail.mail.timestamp }, suppresses: null }
    case 'Delivery':
      return { delivery: { state: 'delivered', at: detail.delivery.timestamp }, suppresses: null }
    case 'Reject': {
      const reason = rejectReason(detail.reject.reason ?? 'no reason was given')
      return { delivery: { state: 'rejected', at: detail.mail.timestamp, reason }, suppresses: null }
    }
    case 'Bounce':
      return bouncedOutcome(detail.bounce)
    default:
      return complainedOutcome(detail.complaint)
  }
}

function bouncedOutcome({ timestamp, bounceType, bounceSubType, bouncedRecipients }: z.output<typeof bounce>): Outcome {
  const [recipient] = bouncedRecipients ?? []
  const { status, diagnosticCode } = recipient ?? {}
  const reason = bounceReason({ bounceType, bounceSubType, status: status ?? '', diagnosticCode: diagnosticCode ?? '' })
  return { delivery: { state: 'bounced', at: timestamp, reason }, suppresses: bounceType === 'Permanent' ? 'bounced' : null }
}

/** A complaint that SES made up for a mail which it did not send is another mail's; one that takes a complaint back is none. */
function complainedOutcome({ timestamp, complaintSubType, complaintFeedbackType }: z.output<typeof complaint>): Outcome | null {
  if (isSuppressing(complaintSubType ?? ''))
    return bouncedOutcome({ timestamp, bounceType: 'Permanent', bounceSubType: complaintSubType ?? '' })
  if (complaintFeedbackType === 'not-spam') return null
  const reason = complaintReason(complaintFeedbackType ?? '')
  return { delivery: { state: 'complained', at: timestamp, reason }, suppresses: 'complained' }
}
