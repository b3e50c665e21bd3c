import type { Locale } from '../domain/users.ts'
import type { Product } from '../product.ts'
import { type Frame, framed, normal, wrap } from './frame.ts'
import type { Messages } from './messages/en.ts'
import { messagesFor } from './messages/index.ts'
import { htmlTemplate, textTemplate } from './templates.ts'
import { isolated, oneLine, unlinked } from './values.ts'

export type PasswordNotice = {
  locale: Locale
  product: Pick<Product, 'name' | 'logo' | 'colours'>
  /** Whose administrator has set a temporary one; null: it was chosen by a mailed code. */
  organizationName: string | null
}

type NoticeView = Frame & { say: Messages['passwordNotice']; lead: string }

const html = htmlTemplate(
  framed({
    body: `<tr><td class="pad strong" style="padding:0 40px 32px;${normal};${wrap}"><%= it.lead %></td></tr>`,
    footer: '<%= it.say.unexpected %>',
  }),
)

const text = textTemplate(`<%= it.heading %>


<%= it.lead %>

<%= it.say.unexpected %>
`)

/** That the password was changed: no link, nothing to do for whoever did it. */
export function passwordNotice({ locale: wanted, product, organizationName }: PasswordNotice) {
  const { locale, dir, messages } = messagesFor(wanted)
  const name = oneLine(product.name)
  const shown = isolated(name, dir)
  const organization = organizationName && isolated(unlinked(oneLine(organizationName)), dir)
  const { logo, colours } = product
  const say = messages.passwordNotice
  const subject = say.subject({ product: name })
  const view: NoticeView = {
    locale,
    dir,
    product: shown,
    logo: logo && { ...logo, alt: name },
    colours,
    subject,
    preheader: say.unexpected,
    heading: say.heading,
    say,
    lead: organization ? say.temporary({ organization, product: shown }) : say.mailedCode({ product: shown }),
  }
  return { subject, html: html(view), text: text(view), locale }
}
