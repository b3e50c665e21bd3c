import { randomUUID } from 'node:crypto'
import { bareAddress, type Mail } from './mail.ts'
import type { SuppressionOf } from './ses-suppressions.ts'

export type SesEvent = {
  version: '0'
  id: string
  'detail-type': string
  source: 'aws.ses'
  account: string
  time: string
  region: string
  resources: string[]
  detail: SesEventDetail
}

export type SesEventDetail = { eventType: string; mail: object } & Record<string, unknown>

type Happened = { type: string; told: string; about: object }

/** The harmless virus that every scanner knows: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const eicar = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'

/**
 * What SES tells the default event bus about one mail, in the order in which it happens: for the addresses of its simulator what they
 * stand for, for whom it suppresses that it did not send it, for everybody else that it was delivered. https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export function eventsOf(mail: Mail, suppressionOf: SuppressionOf): SesEvent[] {
  if (`${mail.text}${mail.html}`.includes(eicar)) return [event(mail, rejected)]
  const happened = mail.recipients.flatMap(to => withheld(to, mail.date, suppressionOf) ?? outcomes(to, mail.date))
  return [sent, ...happened].map(one => event(mail, one))
}

const sent: Happened = { type: 'Send', told: 'Email Sent', about: { send: {} } }
const rejected: Happened = { type: 'Reject', told: 'Email Rejected', about: { reject: { reason: 'Bad content' } } }

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html, of the subtypes */
function withheld(to: string, at: string, suppressionOf: SuppressionOf): Happened[] | null {
  const because = 'Amazon SES did not send the message to this address because it is on the suppression list for your account.'
  switch (suppressionOf(to)) {
    case 'BOUNCE':
      return [bounced(to, at, 'OnAccountSuppressionList', because)]
    case 'COMPLAINT':
      return [complained(to, at, { complaintSubType: 'OnAccountSuppressionList' })]
    default:
      return null
  }
}

function outcomes(to: string, at: string): Happened[] {
  const simulated = /^(\w+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(to)?.[1]?.toLowerCase()
  if (simulated === 'bounce') return [bounced(to, at, 'General', 'smtp; 550 5.1.1 user unknown')]
  if (simulated === 'suppressionlist')
    return [
      bounced(
        to,
        at,
        'Suppressed',
        'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
      ),
    ]
  return simulated === 'complaint'
    ? [delivered(to, at), complained(to, at, { complaintSubType: null, complaintFeedbackType: 'abuse' })]
    : [delivered(to, at)]
}

const delivered = (to: string, timestamp: string): Happened => ({
  type: 'Delivery',
  told: 'Email Delivered',
  about: {
    delivery: {
      timestamp,
      processingTimeMillis: 500,
      recipients: [to],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a8-70.smtp-out.amazonses.com',
    },
  },
})

const bounced = (to: string, timestamp: string, bounceSubType: string, diagnosticCode: string): Happened => ({
  type: 'Bounce',
  told: 'Email Bounced',
  about: {
    bounce: {
      bounceType: 'Permanent',
      bounceSubType,
      bouncedRecipients: [{ emailAddress: to, action: 'failed', status: '5.1.1', diagnosticCode }],
      timestamp,
      feedbackId: feedbackId(),
      reportingMTA: 'dsn; a8-70.smtp-out.amazonses.com',
    },
  },
})

const complained = (to: string, timestamp: string, kind: object): Happened => ({
  type: 'Complaint',
  told: 'Email Complaint Received',
  about: {
    complaint: {
      complainedRecipients: [{ emailAddress: to }],
      timestamp,
      feedbackId: feedbackId(),
      userAgent: 'Amazon SES Mailbox Simulator',
      ...kind,
      arrivalDate: timestamp,
    },
  },
})

const feedbackId = () => `${Date.now().toString(16).padStart(16, '0')}-${randomUUID()}-000000`

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html, within EventBridge's envelope */
const event = (mail: Mail, { type, told, about }: Happened): SesEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': told,
  source: 'aws.ses',
  account: '000000000000',
  time: mail.date.replace(/\.\d+/, ''),
  region: 'us-east-1',
  resources: mail.configurationSet ? [`arn:aws:ses:us-east-1:000000000000:configuration-set/${mail.configurationSet}`] : [],
  detail: { eventType: type, mail: mailOf(mail), ...about },
})

const mailOf = ({ id, from, to, date, subject, recipients, headers, tags, configurationSet }: Mail) => ({
  timestamp: date,
  messageId: id,
  source: from,
  sourceArn: `arn:aws:ses:us-east-1:000000000000:identity/${bareAddress(from)}`,
  sendingAccountId: '000000000000',
  destination: recipients,
  headersTruncated: false,
  headers: Object.entries({ From: from, To: to, Subject: subject, ...headers }).map(([name, value]) => ({ name, value })),
  commonHeaders: { from: [from], to: to.split(', '), messageId: id, subject },
  // Each tag's values are a list, and SES adds tags of its own.
  tags: {
    ...(configurationSet && { 'ses:configuration-set': [configurationSet] }),
    'ses:from-domain': [bareAddress(from).split('@').at(-1)],
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
  },
})
