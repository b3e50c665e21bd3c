import { randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import type { State } from './state.ts'

export type Mail = {
  id: string
  /** As written by the sender, several joined by commas. */
  to: string
  from: string
  subject: string
  text: string
  html: string
  /** RFC 3339, by the stack's clock. */
  date: string
  replyTo: string[]
  headers: Record<string, string>
  tags: Record<string, string>
  configurationSet: string | null
  /** The bare addresses of everybody it goes to, Cc and Bcc too. */
  recipients: string[]
}

/** What a sender must say; the rest has defaults. */
export type Outgoing = Pick<Mail, 'to' | 'from' | 'subject'> & Partial<Omit<Mail, 'id' | 'date'>>

/** `Ann <ann@example.com>` and `ann@example.com` are both `ann@example.com`. */
export const bareAddress = (written: string) => (/<([^<>]*)>\s*$/.exec(written)?.[1] ?? written).trim()

export const sameAddress = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

export type Mails = ReturnType<typeof openMails>

/** A mail's id begins with its time, so that the order of ids is the order of arrival. */
export function openMails(state: State, clock: Clock) {
  const kept = state.collection<Mail>('mail')
  const mails = new Map(kept.all().map(({ key, value }) => [key, value]))
  let last = Number.parseInt([...mails.keys()].at(-1) ?? '0', 16)
  const keep = (outgoing: Outgoing): Mail => {
    last = Math.max(last + 1, clock.now())
    const id = `${last.toString(16).padStart(16, '0')}-${randomUUID()}-000000`
    const mail = { ...blank(outgoing), ...outgoing, id, date: new Date(clock.now()).toISOString() }
    mails.set(id, mail)
    kept.put(id, mail)
    return mail
  }
  return {
    keep,
    find: (id: string) => mails.get(id),
    newest: (to: string | null) =>
      [...mails.values()]
        .toReversed()
        .filter(mail => to === null || mail.recipients.some(recipient => sameAddress(recipient, to))),
  }
}

const blank = ({ to }: Outgoing) => ({
  text: '',
  html: '',
  replyTo: [],
  headers: {},
  tags: {},
  configurationSet: null,
  recipients: to.split(',').map(bareAddress),
})
