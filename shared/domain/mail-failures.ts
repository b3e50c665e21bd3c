/** Why a mail failed, as people understand it; what the mail servers said goes behind it. The types are SES's. */

export type Bounce = { bounceType: string; bounceSubType: string; status: string; diagnosticCode: string }

const longest = 300

/** One line without anything that controls a terminal or the direction of reading. */
export function oneLine(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return line.length <= longest
    ? line
    : `${line
        .slice(0, longest - 1)
        .toWellFormed()
        .replace(/\ufffd$/u, '')}…`
}

/** SES did not even try, for what it knows of the address: whose mail that was, nobody else needs to know. */
export const isSuppressing = (subType: string): boolean => subType === 'Suppressed' || subType === 'OnAccountSuppressionList'

const refusedBySes = 'The mail service does not deliver to this address.'

/** By RFC 3463; a status says more than SES's subtype. */
const byStatus: [RegExp, string][] = [
  [/^\d\.1\.[136]$/, 'The mailbox does not exist'],
  [/^\d\.1\.(?:2|10)$/, 'The domain of the address takes no mail'],
  [/^\d\.2\.1$/, 'The mailbox is switched off'],
  [/^\d\.2\.2$/, 'The mailbox is full'],
  [/^\d\.(?:2\.3|3\.4)$/, 'The mail is too large for the mailbox'],
  [/^\d\.7\.\d+$/, 'The receiving server refused the mail'],
]

const bySubType: Record<string, string> = {
  NoEmail: 'The mailbox does not exist',
  MailboxFull: 'The mailbox is full',
  MessageTooLarge: 'The mail is too large for the mailbox',
  ContentRejected: 'The receiving server refused the mail',
  AttachmentRejected: 'The receiving server refused the mail',
}

const byType: Record<string, string> = {
  Permanent: 'The mail could not be delivered',
  Transient: 'The mail could not be delivered in time',
}

export function bounceReason({ bounceType, bounceSubType, status, diagnosticCode }: Bounce): string {
  if (isSuppressing(bounceSubType)) return refusedBySes
  const found = byStatus.find(([pattern]) => pattern.test(status))?.[1]
  const words = found ?? known(bySubType, bounceSubType) ?? known(byType, bounceType) ?? 'The mail came back'
  return oneLine(diagnosticCode ? `${words}: ${diagnosticCode}` : words)
}

const byFeedback: Record<string, string> = {
  abuse: 'The recipient reported the mail as spam',
  fraud: 'The recipient reported the mail as fraud',
  virus: 'The recipient reported the mail as a virus',
  'auth-failure': 'The receiving server could not tell that the mail is genuine',
}

export const complaintReason = (feedbackType: string): string =>
  `${known(byFeedback, feedbackType) ?? 'The recipient complained about the mail'}.`

/** What happened, without what the servers said. */
export const withoutDetail = (reason: string): string => reason.replace(/: .*/u, '.')

export const rejectReason = (said: string): string => oneLine(`The mail service refused the mail: ${said}`)

const known = (words: Record<string, string>, name: string) => (Object.hasOwn(words, name) ? words[name] : undefined)
