import type { Identity, Lease } from '../domain/identities.ts'
import { stale } from './failures.ts'
import { dueKeys } from './identities.ts'
import { identityKey } from './keys.ts'
import type { Write } from './table.ts'

/** T3: nobody else knows the person's password any more. */
export const recordPasswordChosen = (userId: string): Write => ({
  change: identityKey(userId),
  set: { mustChangePassword: false },
  add: { version: 1 },
  if: { mustChangePassword: { is: true } },
  otherwise: stale,
})

/** T7: somebody else has set the password, under this lease. */
export const recordPasswordSet = (userId: string, { id }: Lease): Write => ({
  change: identityKey(userId),
  set: { mustChangePassword: true, lease: null },
  remove: ['cell', 'cellKey'],
  add: { version: 1 },
  if: { 'lease.id': { is: id }, 'lease.for.what': { is: 'temporary' } },
  otherwise: stale,
})

/**
 * The person has set the password by a mailed code, and so proved the mailbox.
 * @param proves whether that is certain
 * @param lease what stands there from now on; undefined: whatever does
 */
export const recordPasswordReset = (
  { userId, emailVerified, version }: Identity,
  proves: boolean,
  lease: Lease | null | undefined,
): Write => ({
  change: identityKey(userId),
  set: {
    mustChangePassword: false,
    ...(proves && !emailVerified && { emailVerified: true, provenBy: 'code' satisfies Identity['provenBy'] }),
    ...(lease !== undefined && { lease }),
    ...(lease && dueKeys(userId, lease)),
  },
  ...(lease === null && { remove: ['cell', 'cellKey'] }),
  add: { version: 1 },
  if: { version: { is: version } },
  otherwise: stale,
})
