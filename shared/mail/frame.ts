import type { Colours } from '../colours.ts'
import type { Locale } from '../domain/users.ts'
import type { Logo } from '../product.ts'
import type { Direction } from './messages/index.ts'

/** What every mail shows around what it says. */
export type Frame = {
  locale: Locale
  dir: Direction
  product: string
  /** In place of the product's name, which is then its text. */
  logo: (Logo & { alt: string }) | null
  colours: Colours
  subject: string
  preheader: string
  heading: string
}

/**
 * Mail clients know HTML of 1999: tables for layout, styles inline (Gmail drops some style blocks), a fixed-width table for Outlook, which
 * ignores max-width. The style block only adds what may be missed: dark colours and narrow screens.
 */
export const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
export const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'
export const small = `${font};font-size:14px;line-height:21px;color:#5b6472`
export const normal = `${font};font-size:16px;line-height:25px;color:#1f2733`
export const wrap = 'overflow-wrap:anywhere;word-break:break-word'

const head = `<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title><%= it.subject %></title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) { .pad-logo { padding-left: 10px !important; padding-right: 10px !important; } .pad { padding-left: 20px !important; padding-right: 20px !important; } .edge { padding: 16px 8px !important; } }
@media (prefers-color-scheme: dark) {
  .page { background: #12161c !important; }
  .card { background: #1c222b !important; border-color: #2d3643 !important; }
  .strong { color: #eef1f5 !important; }
  .quiet { color: #a9b3c1 !important; }
  .quote { background: #242c37 !important; border-color: <%= it.colours.dark.accent %> !important; }
  .line { border-color: #2d3643 !important; }
  .link { color: <%= it.colours.dark.accent %> !important; }
  .button { background: <%= it.colours.dark.fill %> !important; border-color: <%= it.colours.dark.edge %> !important; }
  .on-button { color: <%= it.colours.dark.onFill %> !important; }
}
</style>
</head>`

/**
 * A logo is made for light ground, and keeps it where everything else gets dark: as a picture, since some clients darken plain
 * backgrounds and leave pictures alone (in the shorthand: Gmail on Android drops `background-image`). The plate reaches out, so that the logo stands where words would.
 */
const brand = `<% if (it.logo) { %>
<tr><td class="pad-logo" style="padding:26px 30px 16px">
<table ${table}><tr><td bgcolor="#ffffff" style="padding:6px 10px;border-radius:8px;background:#ffffff linear-gradient(#ffffff,#ffffff)"><img src="<%= it.logo.url %>" alt="<%= it.logo.alt %>" width="<%= it.logo.width %>" height="<%= it.logo.height %>" style="display:block;width:<%= it.logo.width %>px;height:<%= it.logo.height %>px;border:0;${font};font-size:14px;line-height:21px;font-weight:600;color:#1f2733"></td></tr></table>
</td></tr>
<% } else { %>
<tr><td class="pad quiet" style="padding:32px 40px 12px;${small};font-weight:600;${wrap}"><%= it.product %></td></tr>
<% } %>`

/** The template of a whole mail: `body` are rows below the heading, `footer` a line or two of small print. */
export const framed = ({ body, footer }: { body: string; footer: string }): string => `<!doctype html>
<html lang="<%= it.locale %>" dir="<%= it.dir %>">
${head}
<body class="page" style="margin:0;padding:0;background:#f3f5f9">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all"><%= it.preheader %></div>
<table class="page" ${table} width="100%" lang="<%= it.locale %>" dir="<%= it.dir %>" bgcolor="#f3f5f9" style="background:#f3f5f9"><tr><td class="page edge" align="center" style="padding:32px 16px">
<!--[if mso]><table ${table} width="600"><tr><td><![endif]-->
<table class="card" ${table} width="100%" dir="<%= it.dir %>" style="max-width:600px;background:#ffffff;border:1px solid #e3e7ee;border-radius:12px;border-collapse:separate">
${brand}
<tr><td class="pad" style="padding:0 40px 12px"><h1 class="strong" style="margin:0;${font};font-size:24px;line-height:32px;font-weight:700;color:#1f2733;${wrap}"><%= it.heading %></h1></td></tr>
${body}
</table>
<table ${table} width="100%" dir="<%= it.dir %>" style="max-width:600px">
<tr><td class="pad quiet" style="padding:20px 40px 0;${small}">${footer}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`
