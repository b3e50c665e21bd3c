import type { Identity } from '../domain/identities.ts'
import { stale } from './failures.ts'
import { removeUsername } from './identities.ts'
import { emailKey, identityKey } from './keys.ts'
import type { Write } from './table.ts'

/** Somebody else has proved the login email, and has it from now on; what stays behind signs in nowhere. */
export const displaceIdentity = (
  { userId, username, version }: Identity,
  by: Identity,
  left: Identity['memberships'],
): Write[] => [
  Object.keys(left).length === 0
    ? { delete: identityKey(userId), if: { version: { is: version } }, otherwise: stale }
    : {
        change: identityKey(userId),
        set: { ...signedOutForGood, memberships: left, displacedBy: by.userId },
        remove: ['cell', 'cellKey'],
        add: { version: 1 },
        if: { version: { is: version } },
        otherwise: stale,
      },
  ...(username === null ? [] : [removeUsername(userId, username)]),
  { put: { ...identityKey(by.userId), ...by }, if: { pk: 'absent' }, otherwise: stale },
  { change: emailKey(by.email), set: { userId: by.userId }, if: { userId: { is: userId } }, otherwise: stale },
]

const signedOutForGood = { credentials: false, mustChangePassword: false, username: null, activeOrgId: null, lease: null }

/** A code from the mailbox of the login email. */
export const proveIdentity = ({ userId, version }: Identity): Write => ({
  change: identityKey(userId),
  set: { emailVerified: true, provenBy: 'code' satisfies Identity['provenBy'] },
  add: { version: 1 },
  if: { version: { is: version } },
  otherwise: stale,
})
