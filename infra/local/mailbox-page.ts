import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { product } from '../../shared/product.ts'
import { productStyle } from '../product-style.ts'
import type { Mail } from './mail.ts'
import { root } from './root.ts'
import { html, type Response } from './serve.ts'

/** Text that is HTML already. */
type Markup = { markup: string }

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, character => escapes[character] ?? character)

/** Every value is escaped that is not markup itself. */
const markup = (texts: TemplateStringsArray, ...values: (string | Markup | Markup[])[]): Markup => {
  const shown = values.map(value =>
    typeof value === 'string'
      ? escaped(value)
      : [value]
          .flat()
          .map(part => part.markup)
          .join(''),
  )
  return { markup: String.raw({ raw: texts }, ...shown) }
}

const nothing = markup``

const policy =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const page = (status: number, title: string, main: Markup): Response =>
  html(
    status,
    markup`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
<header><a href="/">Mailbox</a><p>Everything the local stack has sent. No mail leaves this machine.</p></header>
<main>${main}</main>
</html>`.markup,
    { 'content-security-policy': policy, 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' },
  )

export const missingPage = page(404, 'No such mail', markup`<h1>No such mail</h1><p><a href="/">All mail</a></p>`)

/** @param to whose mail is shown, or null for everybody's */
export function listPage(mails: Mail[], to: string | null): Response {
  const title = to ? `Mail to ${to}` : 'All mail'
  const rows = mails.map(
    ({ id, to: receiver, subject, date }) =>
      markup`<li><a href="/mail/${id}"><strong>${subject}</strong><span>${receiver}</span><time datetime="${date}">${readable(date)}</time></a></li>`,
  )
  return page(
    200,
    title,
    markup`<h1>${title}</h1>
<form><label>Received by<input type="search" name="to" value="${to ?? ''}" autocomplete="off"></label><button class="quiet">Show</button></form>
${rows.length ? markup`<ol reversed>${rows}</ol>` : markup`<p class="muted">None yet.</p>`}`,
  )
}

export function mailPage(mail: Mail): Response {
  const { id, subject, text, html: body } = mail
  return page(
    200,
    subject,
    markup`<h1>${subject}</h1>
<dl>${fields(mail).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${body ? markup`<h2>HTML</h2><iframe title="The mail as HTML" src="/mail/${id}/body" sandbox="${sandbox}"></iframe>` : nothing}
${text ? markup`<h2>Text</h2><pre>${linked(text)}</pre>` : nothing}`,
  )
}

const fields = ({ id, from, to, date, replyTo, headers, tags, configurationSet }: Mail): [string, string][] =>
  [
    ['From', from],
    ['To', to],
    ['Date', readable(date)],
    ['Reply to', replyTo.join(', ')],
    ...Object.entries(headers),
    ...Object.entries(tags).map(([name, value]) => [`Tag ${name}`, value]),
    ['Configuration set', configurationSet ?? ''],
    ['Message id', id],
  ].flatMap(([name = '', value = '']) => (value ? [[name, value]] : []))

const readable = (date: string) => `${date.slice(0, 10)} ${date.slice(11, 19)} UTC`

const linked = (text: string) =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, at) => (at % 2 ? markup`<a href="${part}" target="_blank" rel="noreferrer">${part}</a>` : markup`${part}`))

const sandbox = 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation'

const logoOrigin = product.logo ? ` ${URL.parse(product.logo.url)?.origin}` : ''

/** The mail's own HTML: no scripts and nothing from elsewhere but the logo, also when it is opened outside of its frame. */
export const mailBody = (mail: Mail): Response =>
  html(200, `<!doctype html><base target="_blank">${mail.html}`, {
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:${logoOrigin}; frame-ancestors 'self'; sandbox ${sandbox}`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })

/** That of our own pages, with a wider card and what only mail needs. */
export const styleSheet: Response = {
  status: 200,
  headers: { 'content-type': 'text/css', 'x-content-type-options': 'nosniff' },
  body: `${productStyle}${readFileSync(join(root, 'web/page.css'), 'utf8')}
body { place-items: start center; align-content: start }
header, main { inline-size: min(100%, 60rem) }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline }
header a { font-weight: 700; font-size: 1.125rem; text-decoration: none }
header p { margin: 0; color: var(--muted) }
main { padding: clamp(1rem, 4vw, 2rem) }
h2 { margin: 2rem 0 .5rem; font-size: 1rem }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin-block-end: 1.5rem }
form label { flex: 0 1 24rem; font-weight: 600 }
form label input { font-weight: 400 }
ol { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: .75rem; overflow: clip }
li + li { border-block-start: 1px solid var(--line) }
li a { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) max-content; gap: 0 1rem; padding: .75rem 1rem; text-decoration: none }
li a:not(.primary) { color: inherit }
li a:hover { background: var(--tag) }
li a:focus-visible { outline-offset: -3px }
li span, li time { font-size: .9375rem; color: var(--muted) }
li time { font-variant-numeric: tabular-nums; text-align: end }
dl { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .75rem }
dl div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 0 1rem }
dd { font-weight: 400 }
iframe { display: block; inline-size: 100%; block-size: 46rem; border: 1px solid var(--line); border-radius: .75rem; background: #fff; color-scheme: light }
pre { margin: 0; white-space: pre-wrap; padding: 1rem; border: 1px solid var(--line); border-radius: .75rem; font: .9375rem/1.6 ui-monospace, monospace }
@media (max-width: 40rem) {
  form label { flex-basis: 100% }
  li a, dl div { grid-template-columns: minmax(0, 1fr) }
  li time { text-align: start }
  dt { margin-block-start: .5rem }
}
`,
}
