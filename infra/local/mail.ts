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
