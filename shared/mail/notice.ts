import type { Locale } from '../domain/users.ts'
import type { Product } from '../product.ts'
import { type Frame, framed, normal, wrap } from './frame.ts'
import type { Messages } from './messages/en.ts'
import { messagesFor } from './messages/index.ts'
import { htmlTemplate, textTemplate } from './templates.ts'
import { isolated, oneLine } from './values.ts'

/** What happened, and what to do for whoever knows nothing of it. */
export type NoticeTexts = { subject: string; heading: string; lead: string; unexpected: string }

type NoticeView = Frame & Omit<NoticeTexts, 'subject'>

const html = htmlTemplate(
  framed({
    body: `<tr><td class="pad strong" style="padding:0 40px 32px;${normal};${wrap}"><%= it.lead %></td></tr>`,
    footer: '<%= it.unexpected %>',
  }),
)

const text = textTemplate(`<%= it.heading %>


<%= it.lead %>

<%= it.unexpected %>
`)

type Reader = { locale: Locale; product: Pick<Product, 'name' | 'logo' | 'colours'> }

/**
 * A mail without a link, that needs nothing of whoever did it.
 * @param say the texts in the reader's language; `product` is its name as a subject has it, `shown` as a page has it
 */
export function noticeMail(
  { locale: wanted, product }: Reader,
  say: (messages: Messages, names: { product: string; shown: string; dir: 'ltr' | 'rtl' }) => NoticeTexts,
) {
  const { locale, dir, messages } = messagesFor(wanted)
  const name = oneLine(product.name)
  const shown = isolated(name, dir)
  const { subject, ...texts } = say(messages, { product: name, shown, dir })
  const { logo, colours } = product
  const view: NoticeView = {
    locale,
    dir,
    product: shown,
    logo: logo && { ...logo, alt: name },
    colours,
    subject,
    preheader: texts.unexpected,
    ...texts,
  }
  return { subject, html: html(view), text: text(view), locale }
}
