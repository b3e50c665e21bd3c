import type { Locale } from '../domain/users.ts'
import type { Product } from '../product.ts'
import { linkButton } from './button.ts'
import { type Frame, font, framed, normal, small, wrap } from './frame.ts'
import type { Messages } from './messages/en.ts'
import { messagesFor } from './messages/index.ts'
import { htmlTemplate, textTemplate } from './templates.ts'
import { isolated, oneLine } from './values.ts'

export type ResetMail = {
  /** The reader's language. */
  locale: Locale
  product: Pick<Product, 'name' | 'logo' | 'colours'>
  /** The reset page, with the code behind `#`. */
  link: string
  /** For the login page, when it was asked for there; null: only the link leads on. */
  code: string | null
}

type ResetView = Frame & { say: Messages['reset']; copyLink: string; lead: string; link: string; code: string | null }

/** Left to right in every language, so that it is copied at a touch. Behind the link: in Cognito's mail both are made of one placeholder. */
const code = `<% if (it.code !== null) { %>
<tr><td class="pad quiet" style="padding:0 40px 8px;${small}"><%= it.say.codeLead %></td></tr>
<tr><td class="pad strong" dir="ltr" align="<%= it.dir === 'rtl' ? 'right' : 'left' %>" style="padding:0 40px 20px;${font};font-size:24px;line-height:32px;font-weight:700;letter-spacing:4px;color:#1f2733"><%= it.code %></td></tr>
<% } %>
<tr><td class="pad quiet" style="padding:0 40px 32px;${small}"><%= it.say.validity %></td></tr>`

const html = htmlTemplate(
  framed({
    body: `<tr><td class="pad strong" style="padding:0 40px 24px;${normal};${wrap}"><%= it.lead %></td></tr>
${linkButton('it.say.button', 'it.copyLink')}
${code}`,
    footer: '<%= it.say.unexpected %>',
  }),
)

const text = textTemplate(`<%= it.heading %>


<%= it.lead %>

<%= it.say.openLink %>

<%= it.link %>


<% if (it.code !== null) { -%>
<%= it.say.codeLead %>

<%= it.code %>


<% } -%>
<%= it.say.validity %>

<%= it.say.unexpected %>
`)

/** D11: the way to a new password. Cognito takes the HTML alone, at most 20 000 characters, and fills in the code. */
export function resetMail({ locale: wanted, product, link, code }: ResetMail) {
  const { locale, dir, messages } = messagesFor(wanted)
  const name = oneLine(product.name)
  const shown = isolated(name, dir)
  const { logo, colours } = product
  const say = messages.reset
  const subject = say.subject({ product: name })
  const view: ResetView = {
    locale,
    dir,
    product: shown,
    logo: logo && { ...logo, alt: name },
    colours,
    subject,
    preheader: say.validity,
    heading: say.heading,
    say,
    copyLink: messages.copyLink,
    lead: say.lead({ product: shown }),
    link,
    code,
  }
  return { subject, html: html(view), text: text(view), locale }
}
