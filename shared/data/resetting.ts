import type { PasswordResets } from '../aws/password-resets.ts'
import { invalidCode, isRight } from '../domain/codes.ts'
import { type Identity, type Lease, leaseFor } from '../domain/identities.ts'
import { Refusal } from '../domain/refusals.ts'
import type { User } from '../domain/users.ts'
import type { Tools } from './email-holders.ts'
import type { Actor } from './events.ts'
import { stale, untilFresh } from './failures.ts'
import { identityAt, releaseLease, takeLease } from './identities.ts'
import { underLease } from './joining.ts'
import { type By, commitPasswordReset, commitPasswordSet, renewCredentials } from './password-settling.ts'
import { hashOf } from './rates.ts'
import { type ResetCode, readAddressee, resetCodeAt, spendNothing, spendResetTry } from './reset-codes.ts'
import { sweepLease } from './sweeping.ts'
import type { Table } from './table.ts'

type Asked = { orgId: string; actor: Actor; password: string }

/** T7, D6: Cognito gets the password, then the person must choose another one. What is cut off, the next one or the schedule settles. */
export async function setTemporaryPassword(
  tools: Tools,
  identity: Identity,
  { orgId, actor, password }: Asked,
  by: By,
): Promise<User> {
  const { table, credentials } = tools
  const { userId } = identity
  const lease = { ...leaseFor(by.origin.requestId, by.at), for: { what: 'temporary' as const, orgId, since: by.at } }
  return underSetting(tools, identity, lease, by, async () => {
    await credentials.setPassword(userId, password, { temporary: true })
    await credentials.signOut(userId)
    return commitPasswordSet(table, { userId, orgId, actor, lease }, by)
  })
}

type ResetTools = Tools & { resets: PasswordResets }
type Confirming = {
  email: string
  code: string
  password: string
  ratesKey: Uint8Array
  codeKey: Uint8Array
  /** What Cognito changed before the lease was taken is somebody else's. */
  now: () => string
}

/** D11. What is not right is refused alike, and after as many calls: whether it is the code or the address. */
export async function confirmReset(tools: ResetTools, asked: Confirming, by: By): Promise<void> {
  const { table, resets } = tools
  const { email, code, password } = asked
  const hash = hashOf(email, asked.ratesKey)
  const identity = await readAddressee(table, email, hash)
  const { mailed } = await table.read({ mailed: resetCodeAt(identity?.userId ?? hash) })
  const isOwn = mailed?.own ? await isOwnCode(table, mailed, asked, by) : await table.update(spendNothing(hash, by.at))
  if (!identity) return refuseAlike(table, resets, hash, asked, by)
  const known = [identity]
  const current = async () => (await table.read({ identity: identityAt(identity.userId) })).identity
  await untilFresh(async () =>
    resetBy(tools, known.shift() ?? (await current()), isOwn ? null : code, { ...by, password, since: asked.now() }),
  )
}

async function refuseAlike(
  table: Table,
  resets: PasswordResets,
  hash: string,
  { code, password }: Confirming,
  { at, origin }: By,
) {
  await table.update(spendNothing(hash, at))
  await resets.confirm(`usr_${hash}`, code, password, origin.requestId)
  await table.update(spendNothing(hash, at))
  throw invalidCode()
}

/** Whoever reads this address may have asked at the hosted login since: then Cognito knows the code. */
async function isOwnCode(table: Table, mailed: ResetCode, { code, codeKey }: Confirming, { at }: By): Promise<boolean> {
  const mayTry = await table.update(spendResetTry(mailed)).then(
    () => true,
    error => {
      if (error instanceof Refusal && error.code === 'invalid_code') return false
      throw error
    },
  )
  return mayTry && isRight(mailed, code, at, codeKey)
}

/** @param code null: it was ours, and right */
async function resetBy(
  tools: ResetTools,
  identity: Identity | undefined,
  code: string | null,
  { password, since, ...by }: By & { password: string; since: string },
): Promise<void> {
  const { table, credentials, resets } = tools
  const { requestId } = by.origin
  if (!identity?.credentials) throw invalidCode()
  const { userId } = identity
  const lease = { ...leaseFor(requestId, by.at), for: { what: 'reset' as const, since } }
  const wasRight = await underSetting(tools, identity, lease, by, async () => {
    if (code === null) await credentials.setPassword(userId, password, { temporary: false })
    else if (!(await resets.confirm(userId, code, password, requestId))) {
      await table.update(releaseLease({ ...identity, version: identity.version + 1 }, lease))
      return false
    }
    await credentials.signOut(userId)
    if (await commitPasswordReset(table, userId, by, lease)) await renewCredentials(tools, identity, password, lease)
    return true
  })
  if (!wasRight) throw invalidCode()
}

/** Somebody is setting this person's password: that goes first. What was left half-way is settled. */
export async function awaitSetting({ table, credentials }: Tools, { userId, lease }: Identity, at: string, runId: string) {
  if (!lease?.for) return
  if (lease.until <= at) await sweepLease(table, credentials, userId, at, runId)
  throw stale()
}

/** Nobody else sets this person's password meanwhile. */
async function underSetting<T>(tools: Tools, identity: Identity, lease: Lease, { at }: By, work: () => Promise<T>): Promise<T> {
  const { table } = tools
  const { userId } = identity
  await awaitSetting(tools, identity, at, lease.id)
  const done: T[] = []
  await underLease(
    table,
    { userId, lease, at },
    async () => table.update(takeLease(identity, lease, at)),
    async () => {
      done.push(await work())
    },
  )
  return done[0] as T // `work` is done, or has thrown
}
