import { type EmailCode, invalidCode, newEmailCode, resetMinutes } from '../domain/codes.ts'
import { activeOrganization, type Identity, maySignIn } from '../domain/identities.ts'
import type { Limits } from '../domain/organizations.ts'
import { Refusal } from '../domain/refusals.ts'
import type { User } from '../domain/users.ts'
import { type Actor, eventWrite, newEvent, type Origin, somebody, targetOf } from './events.ts'
import { stale } from './failures.ts'
import { claimAt, identityAt } from './identities.ts'
import { codeKey, decoyKey } from './keys.ts'
import { countMail, countReset, hashOf } from './rates.ts'
import type { Change, Place, ReadTable, Table, Write } from './table.ts'
import { userAt } from './users.ts'

/** `own`: Cognito mailed none, so the mail has the digits that this code gives. */
export type ResetCode = EmailCode & { own?: true }

type By = { at: string; origin: Origin }
type Subject = { orgId: string; user: User }

export const resetCodeAt = (userId: string): Place<ResetCode | undefined> => ({
  key: codeKey(userId, 'password'),
  from: item => item?.code as ResetCode | undefined, // as createCode put it, and the changes below keep it
})

/** D11: an administrator sends the link, within what the organization may mail to one address. */
export const commitResetLink = (
  table: Table,
  { orgId, user }: Subject,
  email: string,
  { limits, key, actor, ...by }: By & { limits: Limits; key: Uint8Array; actor: Actor },
): Promise<void> => table.transact([countMail({ orgId, limits, key, at: by.at }, email), ...request({ orgId, user }, actor, by)])

/**
 * D11: somebody asks for a link to this address. Whether it can sign in shows in nothing: the same reads, as many writes, and the mail goes
 * by the queue. What is too much is not told either.
 */
export async function requestReset(table: Table, email: string, key: Uint8Array, by: By): Promise<void> {
  const hash = hashOf(email, key)
  const subject = await readSubject(table, email, hash)
  const writes = subject ? request(subject, somebody, by) : decoys(hash, by.at)
  await table.transact([countReset(hash, by.at), ...writes]).catch(error => {
    if (!(error instanceof Refusal && error.code === 'rate_limited')) throw error
  })
}

/** Three hops, whoever it is. */
async function readSubject(table: ReadTable, email: string, hash: string): Promise<Subject | null> {
  const identity = await readAddressee(table, email, hash)
  const orgId = (identity && (activeOrganization(identity) ?? Object.keys(identity.memberships)[0])) ?? hash
  const { record } = await table.read({ record: userAt(orgId, identity?.userId ?? hash) })
  return identity && record ? { orgId, user: record.user } : null
}

/** Who can sign in with this address; two hops, whoever it is. */
export async function readAddressee(table: ReadTable, email: string, hash: string): Promise<Identity | null> {
  const { claim } = await table.read({ claim: claimAt(email) })
  const { identity } = await table.read({ identity: identityAt(claim ?? hash) })
  return identity?.credentials && maySignIn(identity) ? identity : null
}

/** The one before, if there is one, is no good any more. */
function request({ orgId, user }: Subject, actor: Actor, { at, origin }: By): Write[] {
  const type = 'user.password_reset_requested' as const
  const event = newEvent({ orgId, type, at, actor, target: targetOf(user), changes: {}, origin })
  return [createCode(newEmailCode(user.id, event.id, at, resetMinutes)), eventWrite(event)]
}

const createCode = (code: ResetCode): Write => ({
  put: { ...codeKey(code.userId, 'password'), code, expiresAtSeconds: Math.ceil(Date.parse(code.expiresAt) / 1000) },
})

/** As much as `request` writes, of nobody. */
function decoys(hash: string, at: string): Write[] {
  const expiresAtSeconds = Math.ceil(Date.parse(at) / 1000)
  const written = (event: string) => ({ put: { ...decoyKey(hash, event), event: event.padEnd(600), expiresAtSeconds } })
  return [written('code'), written('request')]
}

/** Before the code is compared, so that of many guesses at once no more count than of one after the other. */
export const spendResetTry = ({ userId, id }: ResetCode): Change => ({
  change: codeKey(userId, 'password'),
  add: { 'code.triesLeft': -1 },
  if: { 'code.id': { is: id }, 'code.triesLeft': { atLeast: 1 } },
  otherwise: invalidCode,
})

/** As much as a lease costs, of nobody. */
export const spendNothing = (hash: string, at: string): Change => ({
  change: decoyKey(hash, 'lease'),
  set: { expiresAtSeconds: Math.ceil(Date.parse(at) / 1000) },
})

export const removeResetCode = (userId: string): Write => ({ delete: codeKey(userId, 'password') })

export const recordResetMail = ({ userId, id }: ResetCode, become: { own: true } | { sentAt: string }): Change => ({
  change: codeKey(userId, 'password'),
  set: Object.fromEntries(Object.entries(become).map(([name, value]) => [`code.${name}`, value])),
  if: { 'code.id': { is: id } },
  otherwise: stale,
})
