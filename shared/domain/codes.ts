import { createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal } from './refusals.ts'

/** What was mailed to prove a mailbox: one code at a time, named by the audit event that asked for it. */
export type EmailCode = { id: string; userId: string; expiresAt: string; triesLeft: number; sentAt: string | null }

/** As long as Cognito's codes for a new password, so that the mail says the same of both. */
export const resetMinutes = 60
/** With ten codes a day, fifty guesses of a million. */
const tries = 5

export const newEmailCode = (userId: string, id: string, at: string, minutes = 10): EmailCode => ({
  id,
  userId,
  expiresAt: new Date(Date.parse(at) + minutes * 60_000).toISOString(),
  triesLeft: tries,
  sentAt: null,
})

/** Six digits, stored nowhere: a mail sent again holds the same ones. */
export function digitsOf({ id, userId }: Pick<EmailCode, 'id' | 'userId'>, key: Uint8Array): string {
  const mac = createHmac('sha256', key).update(`${userId}.${id}`).digest()
  return String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

export const isRight = (code: EmailCode, given: string, at: string, key: Uint8Array): boolean =>
  timingSafeEqual(Buffer.from(digitsOf(code, key)), Buffer.from(given)) && at < code.expiresAt

/** The same for every way to be wrong. */
export const invalidCode = () =>
  new Refusal(
    'invalid_code',
    'This is not the code of the newest mail, or it has expired or was tried too often. Ask for another one.',
  )
