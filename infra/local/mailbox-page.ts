import type { Mail } from './mail.ts'
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
<meta name="viewport" content="width=device-width">
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
<form><label>Received by <input type="search" name="to" value="${to ?? ''}" autocomplete="off"></label> <button>Show</button></form>
${rows.length ? markup`<ol reversed>${rows}</ol>` : markup`<p>None yet.</p>`}`,
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

/** The mail's own HTML: no scripts and nothing from elsewhere, also when it is opened outside of its frame. */
export const mailBody = (mail: Mail): Response =>
  html(200, `<!doctype html><base target="_blank">${mail.html}`, {
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox ${sandbox}`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })

export const styleSheet: Response = {
  status: 200,
  headers: { 'content-type': 'text/css', 'x-content-type-options': 'nosniff' },
  body: `:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a404a); --soft: light-dark(#59616e, #a4adba); --link: light-dark(#0b57b7, #8ab8ff) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fbfcfe, #15181d); color: light-dark(#1a1e25, #e6e9ee) }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; padding: 1rem 0; border-bottom: 1px solid var(--line) }
header a { font-weight: 700; font-size: 1.125rem; text-decoration: none }
header p { margin: 0; color: var(--soft) }
a { color: var(--link) }
a:focus-visible, button:focus-visible, input:focus-visible, iframe:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere }
h2 { font-size: 1rem; margin: 2rem 0 .5rem }
input, button { font: inherit; padding: .375rem .75rem; border: 1px solid light-dark(#868e9b, #78818f); border-radius: .375rem; background: light-dark(#fff, #1e2229); color: inherit }
input { width: min(22rem, 100%) }
ol { list-style: none; padding: 0; border: 1px solid var(--line); border-radius: .5rem; overflow: clip }
li + li { border-top: 1px solid var(--line) }
li a { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr) auto; gap: 0 1rem; padding: .75rem 1rem; color: inherit; text-decoration: none }
li a:hover { background: light-dark(#eef3fa, #1f252e) }
li span, li time { color: var(--soft) }
li strong, li span { overflow-wrap: anywhere }
li time { font-variant-numeric: tabular-nums }
dl { margin: 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem }
dl div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 0 1rem }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; color-scheme: light }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; font: .9375rem/1.6 ui-monospace, monospace }
@media (max-width: 40rem) { li a { grid-template-columns: minmax(0, 1fr) } dl div { grid-template-columns: minmax(0, 1fr) } dt { margin-top: .5rem } }
`,
}
