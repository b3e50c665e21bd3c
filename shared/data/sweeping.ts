import type { Credentials } from '../aws/cognito.ts'
import { leaseFor } from '../domain/identities.ts'
import { Stale } from './failures.ts'
import { identityAt, releaseLease, removeIdentity, takeLease } from './identities.ts'
import { settlePassword } from './password-settling.ts'
import type { Table } from './table.ts'

const tries = 6

/**
 * Clears what a crash left half-way: a lease that nobody ended. The Cognito user that may have been made for it goes, unless the
 * person got in after all; and both go when no organization knows the person any more, who was withdrawn or erased meanwhile. Of a
 * password that was being set, Cognito says how far that came.
 * @returns whether there was something to clear
 */
export async function sweepLease(
  table: Table,
  credentials: Credentials,
  userId: string,
  at: string,
  runId: string,
): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const { identity } = await table.read({ identity: identityAt(userId) })
    if (!identity?.lease || (identity.lease.id !== runId && identity.lease.until > at)) return attempt > 0
    const lease = { ...identity.lease, ...leaseFor(runId, at) }
    try {
      await table.update(takeLease(identity, lease, at))
      const orphaned = Object.keys(identity.memberships).length === 0
      if (orphaned || !identity.credentials) await credentials.remove(userId)
      const held = { ...identity, lease, version: identity.version + 1 }
      if (identity.credentials && lease.for && !orphaned) {
        await settlePassword({ table, credentials }, held, lease.for, {
          at,
          origin: { ip: null, userAgent: null, requestId: runId },
        })
        return true
      }
      await (orphaned ? table.transact(removeIdentity(held)) : table.update(releaseLease(held, lease)))
      return true
    } catch (error) {
      if (!(error instanceof Stale)) throw error // else somebody goes on with it, or has invited or withdrawn the person meanwhile
    }
  }
  return false
}
