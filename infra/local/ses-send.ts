import type { Faults } from './faults.ts'
import type { Outgoing } from './mail.ts'
import { hangUp, json, type Request, type Response } from './serve.ts'
import { outgoingOf, refusalOf, type SendEmail } from './ses-request.ts'

type Ses = {
  faults: Faults
  verifiedFrom: string[]
  /** Takes a mail that nothing speaks against, and gives its id. */
  taken: (mail: Outgoing) => string
}

/** SES's call that sends, with SES's refusals and, on demand, its failures. */
export function sendEmail(request: Request, { faults, verifiedFrom, taken }: Ses): Response {
  const fault = faults.strike('ses', 'SendEmail')
  if (fault === 'ConnectionRefused') return hangUp
  if (fault && fault !== 'ConnectionLost') return refused(fault, `${fault}, injected`)
  // What the SDK's serializer made of a SendEmailRequest.
  const input: SendEmail = JSON.parse(String(request.body))
  const refusal = refusalOf(input, verifiedFrom)
  if (refusal) return refused(refusal.code, refusal.message)
  const MessageId = taken(outgoingOf(input))
  // Lost on the way back: the mail is out.
  return fault ? hangUp : json(200, { MessageId })
}

/** Those of https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html that are not 400. */
const statuses: Record<string, number> = {
  TooManyRequestsException: 429,
  NotFoundException: 404,
  InternalServiceErrorException: 500,
  ServiceUnavailable: 503,
}

export const refused = (code: string, message: string) => json(statuses[code] ?? 400, { message }, { 'x-amzn-ErrorType': code })
