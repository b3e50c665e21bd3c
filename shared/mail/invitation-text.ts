import type { InvitationView } from './invitation-view.ts'
import { textTemplate } from './templates.ts'

/** Every line of the message is quoted, so that it can't pass for ours; the link has a line of its own, so that clients link all of it. */
const template = `<%= it.heading %>


<%= it.invitation %>

<% if (it.message.length > 0) { -%>
<%= it.messageFrom %>

<% for (const line of it.message) { -%>
> <%= line %>
<% } -%>

<% } -%>
<% for (const { label, value, note } of it.details) { -%>
<%= it.say.detail({ label, value: note ? value + " (" + note + ")" : value }) %>
<% } -%>

<%= it.say.openLink %>

<%= it.link %>


<%= it.say.unexpected %>

<%= it.say.personal %>
`

const fill = textTemplate(template)
export const invitationText = (view: InvitationView): string => fill(view)
