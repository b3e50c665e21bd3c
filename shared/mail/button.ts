import { font, small, table } from './frame.ts'

/**
 * The one link of a mail, as a button and as an address to copy.
 * @param label what the template calls its words, such as `it.say.accept`
 */
export const linkButton = (label: string, copy: string): string => `<tr><td class="pad" style="padding:0 40px 28px">
<table ${table}><tr><td class="button" align="center" bgcolor="<%= it.colours.light.fill %>" style="border:1px solid <%= it.colours.light.edge %>;border-radius:8px;background:<%= it.colours.light.fill %>;mso-padding-alt:14px 28px">
<a class="on-button" href="<%= it.link %>" style="display:inline-block;padding:14px 28px;${font};font-size:16px;line-height:20px;font-weight:600;color:<%= it.colours.light.onFill %>;text-decoration:none;border-radius:8px"><%= ${label} %></a>
</td></tr></table>
</td></tr>
<tr><td class="pad quiet" style="padding:0 40px 32px;${small}"><%= ${copy} %><br>
<a class="link" dir="ltr" href="<%= it.link %>" style="color:<%= it.colours.light.accent %>;text-decoration:underline;word-break:break-all"><%= it.link %></a></td></tr>`
