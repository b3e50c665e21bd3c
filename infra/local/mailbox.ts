import { randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import { openDeliveries } from './deliveries.ts'
import type { Faults } from './faults.ts'
import { bareAddress, type Mail, type Outgoing, sameAddress } from './mail.ts'
import { listPage, mailBody, mailPage, missingPage, styleSheet } from './mailbox-page.ts'
import { hangUp, json, type Request, type Response, serve } from './serve.ts'
import { eventsOf, type SesEvent } from './ses-events.ts'
import { outgoingOf, refusalOf, type SendEmail } from './ses-request.ts'
import type { State } from './state.ts'

export type Mailbox = {
  url: string
  port: number
  /** Mail that does not come through SES's API, such as Cognito's own; nothing refuses it. */
  deliver(mail: Outgoing): Mail
  /** Whether all that happened to mail has been told. */
  idle(): boolean
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

/** SES's SendEmail, the inbox of everybody it sends to, and a page to look into it. */
export async function startMailbox({ port, state, clock, faults, verifiedFrom, onEvent }: Options): Promise<Mailbox> {
  const { keep, find, newest } = openMails(state, clock)
  const deliveries = openDeliveries(onEvent)

  function sendEmail(request: Request): Response {
    const fault = faults.strike('ses', 'SendEmail')
    if (fault === 'ConnectionRefused') return hangUp
    if (fault && fault !== 'ConnectionLost') return refused(fault, `${fault}, injected`)
    // What the SDK's serializer made of a SendEmailRequest.
    const input: SendEmail = JSON.parse(String(request.body))
    const refusal = refusalOf(input, verifiedFrom)
    if (refusal) return refused(refusal.code, refusal.message)
    const mail = keep(outgoingOf(input))
    deliveries.tell(eventsOf(mail))
    return fault ? hangUp : json(200, { MessageId: mail.id })
  }

  const served = await serve(port, request => {
    const { pathname, searchParams } = request.url
    if (pathname === '/v2/email/outbound-emails' && request.method === 'POST') return sendEmail(request)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return json(405, { message: 'Method not allowed' }, { allow: 'GET' })
    const to = searchParams.get('to')?.trim() || null
    if (pathname === '/messages') return json(200, newest(to))
    if (pathname === '/') return listPage(newest(to), to)
    if (pathname === '/style.css') return styleSheet
    const [, id = '', body] = /^\/mail\/([\w-]+)(\/body)?$/.exec(pathname) ?? []
    const mail = find(id)
    if (!mail) return missingPage
    return body ? mailBody(mail) : mailPage(mail)
  })
  return { ...served, deliver: keep, idle: deliveries.idle }
}

/** A mail's id begins with its time, so that the order of ids is the order of arrival. */
function openMails(state: State, clock: Clock) {
  const kept = state.collection<Mail>('mail')
  const mails = new Map(kept.all().map(({ key, value }) => [key, value]))
  let last = Number.parseInt([...mails.keys()].at(-1) ?? '0', 16)
  const keep = (outgoing: Outgoing): Mail => {
    last = Math.max(last + 1, clock.now())
    const id = `${last.toString(16).padStart(16, '0')}-${randomUUID()}-000000`
    const mail = { ...blank(outgoing), ...outgoing, id, date: new Date(clock.now()).toISOString() }
    mails.set(id, mail)
    kept.put(id, mail)
    return mail
  }
  return {
    keep,
    find: (id: string) => mails.get(id),
    newest: (to: string | null) =>
      [...mails.values()].toReversed().filter(mail => to === null || mail.recipients.some(recipient => sameAddress(recipient, to))),
  }
}

const blank = ({ to }: Outgoing) => ({
  text: '',
  html: '',
  replyTo: [],
  headers: {},
  tags: {},
  configurationSet: null,
  recipients: to.split(',').map(bareAddress),
})

/** Those of https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html that are not 400. */
const statuses: Record<string, number> = {
  TooManyRequestsException: 429,
  NotFoundException: 404,
  InternalServiceErrorException: 500,
  ServiceUnavailable: 503,
}

const refused = (code: string, message: string) => json(statuses[code] ?? 400, { message }, { 'x-amzn-ErrorType': code })
