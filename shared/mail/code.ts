import type { Locale } from '../domain/users.ts'
import type { Product } from '../product.ts'
import { type Frame, font, framed, normal, wrap } from './frame.ts'
import type { Messages } from './messages/en.ts'
import { messagesFor } from './messages/index.ts'
import { htmlTemplate, textTemplate } from './templates.ts'
import { isolated, oneLine } from './values.ts'

export type CodeMail = {
  /** The reader's language. */
  locale: Locale
  product: Pick<Product, 'name' | 'logo' | 'colours'>
  /** Six of them. */
  digits: string
}

type CodeView = Frame & { say: Messages['code']; lead: string; digits: string }

/** The digits stand alone, left to right in every language, so that they are copied at a touch. */
const html = htmlTemplate(
  framed({
    body: `<tr><td class="pad strong" style="padding:0 40px 20px;${normal};${wrap}"><%= it.lead %></td></tr>
<tr><td class="pad strong" dir="ltr" align="<%= it.dir === 'rtl' ? 'right' : 'left' %>" style="padding:0 40px 20px;${font};font-size:32px;line-height:40px;font-weight:700;letter-spacing:6px;color:#1f2733"><%= it.digits %></td></tr>
<tr><td class="pad strong" style="padding:0 40px 32px;${normal};${wrap}"><%= it.say.validity %></td></tr>`,
    footer: '<%= it.say.unexpected %>',
  }),
)

const text = textTemplate(`<%= it.heading %>


<%= it.lead %>

<%= it.digits %>


<%= it.say.validity %>

<%= it.say.unexpected %>
`)

/** What proves a mailbox. `locale` is the language really used. */
export function codeMail({ locale: wanted, product, digits }: CodeMail): {
  subject: string
  html: string
  text: string
  locale: Locale
} {
  const { locale, dir, messages } = messagesFor(wanted)
  const name = oneLine(product.name)
  const shown = isolated(name, dir)
  const subject = messages.code.subject({ digits, product: name })
  const { logo, colours } = product
  const view: CodeView = {
    locale,
    dir,
    product: shown,
    logo: logo && { ...logo, alt: name },
    colours,
    subject,
    preheader: messages.code.validity,
    heading: messages.code.heading,
    say: messages.code,
    lead: messages.code.lead({ product: shown }),
    digits,
  }
  return { subject, html: html(view), text: text(view), locale }
}
