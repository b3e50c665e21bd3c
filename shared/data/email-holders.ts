import type { Credentials } from '../aws/cognito.ts'
import { type Identity, isHalfMade } from '../domain/identities.ts'
import type { User } from '../domain/users.ts'
import { stale } from './failures.ts'
import { identityAt } from './identities.ts'
import { sweepLease } from './sweeping.ts'
import type { ReadTable, Table } from './table.ts'
import { userAt } from './users.ts'

export type Tools = { table: Table; credentials: Credentials }

/** Whose a login email is, and their user in the organization that asks. */
export type Holder = { identity: Identity; user: User | null }

/** @param claim whose the email is, as just read */
export async function readHolder(table: ReadTable, orgId: string, claim: string | undefined): Promise<Holder | null> {
  if (claim === undefined) return null
  const { identity, record } = await table.read({ identity: identityAt(claim), record: userAt(orgId, claim) })
  if (!identity || identity.memberships[orgId] !== record?.user.status) throw stale()
  return { identity, user: record?.user ?? null }
}

/** Left half-made by an earlier try of the same request, which planned this id or has this requestId. */
export const isOwn = ({ identity, user }: Holder, planned: string | undefined, requestId: string): boolean =>
  !user && isHalfMade(identity) && (identity.userId === planned || identity.lease.id === requestId)

/** What nobody but an unfinished request knows does not stand in the way: it is waited for, and cleared when its lease is over. */
export async function clearWay(
  { table, credentials }: Tools,
  { identity }: Holder,
  at: string,
  requestId: string,
): Promise<void> {
  if (!isHalfMade(identity) || Object.keys(identity.memberships).length > 0) return
  if (identity.lease.until <= at) await sweepLease(table, credentials, identity.userId, at, requestId)
  throw stale()
}
