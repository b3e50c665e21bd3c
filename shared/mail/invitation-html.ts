import { linkButton } from './button.ts'
import { framed, normal, small, table, wrap } from './frame.ts'
import type { InvitationView } from './invitation-view.ts'
import { htmlTemplate } from './templates.ts'

const message = `<% if (it.message.length > 0) { %>
<tr><td class="pad quiet" style="padding:0 40px 8px;${small}"><%= it.messageFrom %></td></tr>
<tr><td class="pad" style="padding:0 40px 24px">
<table ${table} width="100%"><tr><td class="quote strong" dir="auto" style="padding:14px 18px;background:#f3f5f9;border-<%= it.start %>:3px solid <%= it.colours.light.accent %>;${normal};${wrap}"><% it.message.forEach((line, at) => { %><% if (at > 0) { %><br><% } %><%= line %><% }) %></td></tr></table>
</td></tr>
<% } %>`

const details = `<tr><td class="pad" style="padding:0 40px 28px">
<table ${table} width="100%"><% it.details.forEach(({ label, value, note }) => { %>
<tr><td class="line" style="padding:10px 0;border-top:1px solid #e3e7ee"><span class="quiet" style="${small}"><%= label %></span><br><span class="strong" style="${normal};${wrap}"><%= value %></span><% if (note) { %><br><span class="quiet" style="${small}"><%= note %></span><% } %></td></tr><% }) %>
</table>
</td></tr>`

const invitation = `<tr><td class="pad strong" style="padding:0 40px 24px;${normal};${wrap}"><%= it.invitation %></td></tr>`

const template = framed({
  body: [invitation, message, details, linkButton('it.say.accept', 'it.say.copyLink')].join('\n'),
  footer: '<%= it.say.unexpected %><br><%= it.say.personal %>',
})

const fill = htmlTemplate(template)
export const invitationHtml = (view: InvitationView): string => fill(view)
