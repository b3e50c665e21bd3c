import type { Identity } from '../domain/identities.ts'
import { stale } from './failures.ts'
import { removeUsername } from './identities.ts'
import { emailKey, identityKey } from './keys.ts'
import type { Write } from './table.ts'

/** Somebody else has proved the login email, and has it from now on; what stays behind signs in nowhere. */
export const displaceIdentity = (identity: Identity, by: Identity, left: Identity['memberships']): Write[] => [
  leaveIdentity(identity, { ...signedOutForGood, displacedBy: by.userId }, left),
  ...(identity.username === null ? [] : [removeUsername(identity.userId, identity.username)]),
  { put: { ...identityKey(by.userId), ...by }, if: { pk: 'absent' }, otherwise: stale },
  { change: emailKey(by.email), set: { userId: by.userId }, if: { userId: { is: identity.userId } }, otherwise: stale },
]

/** More of its memberships have ended, or moved along. */
export const continueDisplacement = (
  identity: Identity,
  by: string,
  left: Identity['memberships'],
  moved: Identity['memberships'],
): Write[] => [leaveIdentity(identity, {}, left), ...(Object.keys(moved).length === 0 ? [] : [joinMemberships(by, moved)])]

const joinMemberships = (userId: string, memberships: Identity['memberships']): Write => ({
  change: identityKey(userId),
  set: Object.fromEntries(Object.entries(memberships).map(([orgId, status]) => [`memberships.${orgId}`, status])),
  add: { version: 1 },
  if: { pk: 'present' },
  otherwise: stale,
})

/** Whom no organization knows any more is gone. */
const leaveIdentity = ({ userId, version }: Identity, become: Partial<Identity>, memberships: Identity['memberships']): Write =>
  Object.keys(memberships).length === 0
    ? { delete: identityKey(userId), if: { version: { is: version } }, otherwise: stale }
    : {
        change: identityKey(userId),
        set: { ...become, memberships },
        remove: ['cell', 'cellKey'],
        add: { version: 1 },
        if: { version: { is: version } },
        otherwise: stale,
      }

const signedOutForGood = { credentials: false, mustChangePassword: false, username: null, activeOrgId: null, lease: null }

/** A code from the mailbox of the login email. */
export const proveIdentity = ({ userId, version }: Identity): Write => ({
  change: identityKey(userId),
  set: { emailVerified: true, provenBy: 'code' satisfies Identity['provenBy'] },
  add: { version: 1 },
  if: { version: { is: version } },
  otherwise: stale,
})
