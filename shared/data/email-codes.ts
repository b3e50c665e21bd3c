import { type EmailCode, invalidCode, newEmailCode } from '../domain/codes.ts'
import type { Identity } from '../domain/identities.ts'
import { nameOf, type User } from '../domain/users.ts'
import { type AuditEvent, type EventType, eventWrite, newEvent, type Origin, targetOf } from './events.ts'
import { stale } from './failures.ts'
import { codeKey } from './keys.ts'
import { proveIdentity } from './proving.ts'
import { countCode } from './rates.ts'
import type { Change, Place, Table, Write } from './table.ts'

/** Somebody asks for themselves, and is known in these organizations. */
export type Asking = { identity: Identity; own: { orgId: string; user: User }[]; at: string; origin: Origin }

export const emailCodeAt = (userId: string): Place<EmailCode | undefined> => ({
  key: codeKey(userId, 'email'),
  from: item => item?.code as EmailCode | undefined, // as createEmailCode put it, and the changes below keep it
})

const eventOf = (
  type: EventType,
  { orgId, user }: Asking['own'][number],
  { at, origin }: Asking,
  changes: AuditEvent['changes'],
) =>
  newEvent({ orgId, type, at, actor: { kind: 'user', id: user.id, name: nameOf(user) }, target: targetOf(user), changes, origin })

/** The one before, if there is one, is no good any more. One organization's log tells of it, and its queue sends the mail. */
export async function commitEmailCode(table: Table, asking: Asking): Promise<EmailCode> {
  const { identity, own, at } = asking
  const [first] = own
  if (!first) throw stale()
  const event = eventOf('user.email_code_requested', first, asking, {})
  const code = newEmailCode(identity.userId, event.id, at)
  await table.transact([countCode(identity.userId, at), createEmailCode(code), eventWrite(event)])
  return code
}

const createEmailCode = (code: EmailCode): Write => ({
  put: { ...codeKey(code.userId, 'email'), code, expiresAtSeconds: Math.ceil(Date.parse(code.expiresAt) / 1000) },
})

/** Before the code is compared, so that of many guesses at once no more count than of one after the other. */
export const spendTry = ({ userId, id }: EmailCode, what: 'email' | 'login-email' = 'email'): Change => ({
  change: codeKey(userId, what),
  add: { 'code.triesLeft': -1 },
  if: { 'code.id': { is: id }, 'code.triesLeft': { atLeast: 1 } },
  otherwise: invalidCode,
})

export const recordCodeSent = ({ userId, id }: EmailCode, at: string, what: 'email' | 'login-email' = 'email'): Change => ({
  change: codeKey(userId, what),
  set: { 'code.sentAt': at },
  if: { 'code.id': { is: id } },
  otherwise: stale,
})

/** A transaction holds a hundred items; of somebody in more organizations the others learn it from the identity alone. */
const told = 97

/** The mailbox has spoken. Every organization of the person hears of it. */
export async function commitProof(table: Table, asking: Asking, { userId, id }: EmailCode): Promise<void> {
  const changes = { emailVerified: { before: false, after: true } }
  await table.transact([
    { delete: codeKey(userId, 'email'), if: { 'code.id': { is: id } }, otherwise: invalidCode },
    proveIdentity(asking.identity),
    ...asking.own.slice(0, told).map(one => eventWrite(eventOf('user.email_verified', one, asking, changes))),
  ])
}
