import { randomUUID } from 'node:crypto'
import type { Stack } from '../../infra/local/stack.ts'
import type { Json } from './api.ts'

/** A mail of an invitation: the first one of it unless said. */
export type Sent = { orgId: string; invitationId: string; to: string; tokenVersion?: number }

export const sentTo = ({ id }: Json, orgId: string, to: string, tokenVersion?: number): Sent => ({
  orgId,
  invitationId: id,
  to,
  tokenVersion,
})

/** As SES's documentation shows its events, within EventBridge's envelope. */
function event(mail: Sent, eventType: string, detailType: string, at: string, about: object): Json {
  const { orgId, invitationId, to, tokenVersion = 1 } = mail
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'aws.ses',
    account: '111122223333',
    time: at,
    region: 'eu-central-1',
    resources: [],
    detail: {
      eventType,
      mail: {
        timestamp: at,
        messageId: randomUUID(),
        source: 'roster@example.com',
        destination: [to],
        tags: {
          'ses:configuration-set': ['roster'],
          org: [orgId],
          invitation: [invitationId],
          tokenVersion: [String(tokenVersion)],
        },
      },
      ...about,
    },
  }
}

export const sendOf = (mail: Sent, at: string): Json => event(mail, 'Send', 'Email Sent', at, { send: {} })

export const deliveryOf = (mail: Sent, at: string): Json =>
  event(mail, 'Delivery', 'Email Delivered', at, { delivery: { timestamp: at, recipients: [mail.to] } })

export const bounceOf = (mail: Sent, at: string, bounce: Json = {}): Json =>
  event(mail, 'Bounce', 'Email Bounced', at, {
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: mail.to, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 no such user' }],
      timestamp: at,
      ...bounce,
    },
  })

export const complaintOf = (mail: Sent, at: string, complaint: Json = {}): Json =>
  event(mail, 'Complaint', 'Email Complaint Received', at, {
    complaint: {
      complainedRecipients: [{ emailAddress: mail.to }],
      timestamp: at,
      complaintSubType: null,
      complaintFeedbackType: 'abuse',
      ...complaint,
    },
  })

export const rejectOf = (mail: Sent, at: string): Json =>
  event(mail, 'Reject', 'Email Rejected', at, { reject: { reason: 'Bad content' } })

/** As EventBridge tells it, by itself. */
export const tell = (stack: Stack, told: unknown): Promise<unknown> => stack.invoke('recordDelivery', told)

const list = (stack: Stack) => `${stack.outputs.MailboxUrl}/v2/email/suppression/addresses`

/** SES's own list, which belongs to the account. */
export async function suppressAtSes(stack: Stack, EmailAddress: string, Reason: 'BOUNCE' | 'COMPLAINT'): Promise<void> {
  const answer = await fetch(list(stack), { method: 'PUT', body: JSON.stringify({ EmailAddress, Reason }) })
  if (!answer.ok) throw new Error(await answer.text())
}

export const isSuppressedAtSes = async (stack: Stack, address: string): Promise<boolean> =>
  (await fetch(`${list(stack)}/${encodeURIComponent(address)}`)).ok
