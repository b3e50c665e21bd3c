import type { Frame } from './frame.ts'
import type { InvitationMail } from './invitation.ts'
import type { Messages } from './messages/en.ts'
import { type Language, messagesFor } from './messages/index.ts'
import { timeIn } from './times.ts'
import { isolated, linesOf, oneLine, shorten, unlinked, unlinkedEmail } from './values.ts'

/** What the templates show: harmless values in finished sentences. */
export type InvitationView = Frame & {
  /** Where a line begins: mail clients don't know `border-inline-start`. */
  start: 'left' | 'right'
  say: Messages
  invitation: string
  messageFrom: string
  /** Its lines; none, no message. */
  message: string[]
  /** The note says the value in other words. */
  details: { label: string; value: string; note?: string | null }[]
  link: string
}

const subjectMax = 150
const nameMax = 40

/** The product's name is configuration, not somebody's input, and keeps its dots unbroken. */
const namesOf = (mail: InvitationMail) => ({
  inviter: oneLine(mail.inviterName ?? '') || null,
  organization: oneLine(mail.organizationName),
  product: oneLine(mail.product.name),
})
type Names = ReturnType<typeof namesOf>

const each = ({ inviter, organization, product }: Names, change: (name: string) => string): Names => ({
  inviter: inviter && change(inviter),
  organization: change(organization),
  product: change(product),
})

/** Subjects are never linked by mail clients, and zero-width characters in them look like spam: names stay as they are, shortened only where they must be. */
function subjectOf(names: Names, messages: Messages): string {
  const whole = messages.subject(names)
  if (whole.length <= subjectMax) return whole
  return shorten(messages.subject(each(names, name => shorten(name, nameMax))), subjectMax)
}

function roleNamesOf({ roles }: InvitationMail, { dir, messages }: Language): string[] {
  const ours: Record<string, string> = messages.roles
  return roles.map(({ id, name }) => (Object.hasOwn(ours, id) ? ours[id] : undefined) ?? isolated(unlinked(oneLine(name)), dir))
}

function detailsOf(mail: InvitationMail, language: Language, until: { time: string; zone: string | null }) {
  const { locale, dir, messages } = language
  const roles = roleNamesOf(mail, language)
  return [
    { label: messages.role({ count: roles.length }), value: new Intl.ListFormat(locale).format(roles) },
    { label: messages.signInAs, value: isolated(unlinkedEmail(oneLine(mail.email ?? '')), dir) },
    { label: messages.validUntil, value: until.time, note: until.zone },
  ].filter(({ value }) => value !== '')
}

export function invitationView(mail: InvitationMail): InvitationView {
  const language = messagesFor(mail.locale)
  const { locale, dir, messages } = language
  const plain = namesOf(mail)
  const linkless = { ...each(plain, unlinked), product: plain.product }
  const names = each(linkless, name => isolated(name, dir))
  const { logo, colours } = mail.product
  const until = timeIn(locale, mail.expiresAt, mail.timeZone)
  return {
    locale,
    dir,
    start: dir === 'rtl' ? 'right' : 'left',
    say: messages,
    product: names.product,
    logo: logo && { ...logo, alt: plain.product },
    colours,
    subject: subjectOf(plain, messages),
    preheader: messages.preheader({ until: until.time }),
    heading: messages.heading(names),
    invitation: messages.invitation(names),
    messageFrom: messages.messageFrom(names),
    message: linesOf(mail.message ?? '').map(unlinked),
    details: detailsOf(mail, language, until),
    link: mail.link,
  }
}
