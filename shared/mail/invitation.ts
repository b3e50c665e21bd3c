import type { Locale } from '../domain/users.ts'
import type { Product } from '../product.ts'
import { invitationHtml } from './invitation-html.ts'
import { invitationText } from './invitation-text.ts'
import { invitationView } from './invitation-view.ts'

export type InvitationMail = {
  /** The reader's language. */
  locale: Locale
  product: Pick<Product, 'name' | 'logo' | 'colours'>
  organizationName: string
  inviterName: string | null
  message: string | null
  /** Built-in ones are named in the reader's language. */
  roles: { id: string; name: string }[]
  /** The login email invited; the mail itself may go elsewhere (M3). Null where it is not told there. */
  email: string | null
  /** RFC 3339. */
  expiresAt: string
  /** In which it tells the expiry. */
  timeZone: string
  /** The accept page with the token; nothing else in the mail is a link. */
  link: string
}

/** M7, A4. `locale` is the language really used, for the mail's Content-Language. */
export function invitationMail(mail: InvitationMail): { subject: string; html: string; text: string; locale: Locale } {
  const view = invitationView(mail)
  return { subject: view.subject, html: invitationHtml(view), text: invitationText(view), locale: view.locale }
}
