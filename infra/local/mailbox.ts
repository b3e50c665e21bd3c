import type { Clock } from './clock.ts'
import { openDeliveries } from './deliveries.ts'
import type { Background } from './event-sources.ts'
import type { Faults } from './faults.ts'
import { type Mail, type Mails, type Outgoing, openMails } from './mail.ts'
import { listPage, mailBody, mailPage, missingPage, styleSheet } from './mailbox-page.ts'
import { fromElsewhere, json, type Response, serve } from './serve.ts'
import { eventsOf, type SesEvent } from './ses-events.ts'
import { sendEmail } from './ses-send.ts'
import { openSuppressions, suppressionPath } from './ses-suppressions.ts'
import type { State } from './state.ts'

export type Mailbox = Background & {
  url: string
  port: number
  /** Mail that does not come through SES's API, such as Cognito's own; nothing refuses it. */
  deliver(mail: Outgoing): Mail
  close(): Promise<void>
}

type Options = {
  port: number
  state: State
  clock: Clock
  faults: Faults
  /** Addresses and domains that SES lets mail come from. */
  verifiedFrom: string[]
  onEvent: (event: SesEvent) => Promise<void> | void
}

/** SES's SendEmail and its suppression list, the inbox of everybody it sends to, and a page to look into it. */
export async function startMailbox({ port, state, clock, faults, verifiedFrom, onEvent }: Options): Promise<Mailbox> {
  const mails = openMails(state, clock)
  const suppressions = openSuppressions({ state, clock, faults })
  const { tell, ...background } = openDeliveries(onEvent)
  const taken = (outgoing: Outgoing) => {
    const mail = mails.keep(outgoing)
    tell(eventsOf(mail, suppressions.suppressionOf))
    return mail.id
  }
  const served = await serve(port, request => {
    // A mail's links let people in.
    if (fromElsewhere(request)) return json(403, { message: 'The mailbox answers this machine only.' })
    const { method, url } = request
    if (method === 'POST' && url.pathname === '/v2/email/outbound-emails')
      return sendEmail(request, { faults, verifiedFrom, taken })
    if (url.pathname.startsWith(suppressionPath)) return suppressions.call(request)
    if (method === 'GET' || method === 'HEAD') return look(url, mails)
    return json(405, { message: 'Method not allowed' }, { allow: 'GET' })
  })
  return { ...served, ...background, deliver: mails.keep }
}

function look({ pathname, searchParams }: URL, { newest, find }: Mails): Response {
  const to = searchParams.get('to')?.trim() || null
  if (pathname === '/messages') return json(200, newest(to))
  if (pathname === '/') return listPage(newest(to), to)
  if (pathname === '/style.css') return styleSheet
  const [, id = '', body] = /^\/mail\/([\w-]+)(\/body)?$/.exec(pathname) ?? []
  const mail = find(id)
  if (!mail) return missingPage
  return body ? mailBody(mail) : mailPage(mail)
}
