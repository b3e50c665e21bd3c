import type { Identity, Lease } from '../domain/identities.ts'
import { Refusal } from '../domain/refusals.ts'
import type { UserStatus } from '../domain/users.ts'
import { stale } from './failures.ts'
import { dueShardOf, emailKey, identityKey, linkKey, usernameKey } from './keys.ts'
import type { Change, Place, Write } from './table.ts'

export const identityAt = (userId: string): Place<Identity | undefined> => ({
  key: identityKey(userId),
  from: item => item as unknown as Identity | undefined, // as createIdentity put it, and the writes below change it
})

/** M2: whose the login email is, in the whole deployment. */
export const claimAt = (email: string): Place<string | undefined> => ({
  key: emailKey(email),
  from: item => item?.userId as string | undefined, // as createIdentity put it
})

/** L3: the same by username. */
export const usernameAt = (username: string): Place<string | undefined> => ({
  key: usernameKey(username),
  from: item => item?.userId as string | undefined, // as createUsername put it
})

/** What holds a lease stands in the due index, so that the schedule can clear what nobody finished. */
export const dueKeys = (userId: string, { until }: Lease) => ({ cell: dueShardOf(userId), cellKey: until })

export const createIdentity = (identity: Identity): Write[] => [
  {
    put: { ...identityKey(identity.userId), ...identity, ...(identity.lease && dueKeys(identity.userId, identity.lease)) },
    if: { pk: 'absent' },
    otherwise: stale,
  },
  { put: { ...emailKey(identity.email), userId: identity.userId }, if: { pk: 'absent' }, otherwise: stale },
]

/** Nobody may have taken the identity away or come to depend on it since it was read. */
export const removeIdentity = ({ userId, email, username, displacedBy, links = [], version }: Identity): Write[] => [
  { delete: identityKey(userId), if: { version: { is: version } }, otherwise: stale },
  ...(displacedBy ? [] : [{ delete: emailKey(email), if: { userId: { is: userId } }, otherwise: stale }]),
  ...(username === null ? [] : [removeUsername(userId, username)]),
  ...links.map((link): Write => ({ delete: linkKey(link) })),
]

/** What the person chooses outside every organization: only as long as nothing else has changed it. */
export const changeIdentity = (
  { userId, version }: Identity,
  become: Partial<Pick<Identity, 'username' | 'activeOrgId'>>,
): Write => ({
  change: identityKey(userId),
  set: become,
  add: { version: 1 },
  if: { version: { is: version } },
  otherwise: stale,
})

/** L3: whose the username is, in the whole deployment. */
export const createUsername = (userId: string, username: string): Write => ({
  put: { ...usernameKey(username), userId },
  if: { pk: 'absent' },
  otherwise: current => (current?.userId === userId ? stale() : usernameTaken(username)),
})

export const removeUsername = (userId: string, username: string): Write => ({
  delete: usernameKey(username),
  if: { userId: { is: userId } },
  otherwise: stale,
})

const usernameTaken = (username: string) =>
  new Refusal('username_taken', `The username ${username} is taken. Choose another one.`)

/** What the token trigger reads: the identity's own copy of each membership's status. */
export const changeMembership = (userId: string, orgId: string, status: UserStatus): Write => ({
  change: identityKey(userId),
  set: { [`memberships.${orgId}`]: status },
  add: { version: 1 },
  if: { pk: 'present' },
  otherwise: stale,
})

/** Whoever has the email or username at this very moment, and not who had it when it was looked up. */
export const inviteIdentity = (userId: string, orgId: string): Write => ({
  ...changeMembership(userId, orgId, 'invited'),
  if: { displacedBy: { is: null } },
})

/** One organization knows the person no longer; of two that say so at once, the second must see that it is the last. */
export const removeMembership = ({ userId, version }: Identity, orgId: string): Write => ({
  change: identityKey(userId),
  remove: [`memberships.${orgId}`],
  add: { version: 1 },
  if: { version: { is: version } },
  otherwise: stale,
})

/** Takes the lease of a change that speaks to Cognito. Throws `Stale` while somebody else holds it. */
export function takeLease(identity: Identity, lease: Lease, at: string): Change {
  if (identity.lease && identity.lease.id !== lease.id && identity.lease.until > at) throw stale()
  return {
    change: identityKey(identity.userId),
    set: { lease, ...dueKeys(identity.userId, lease) },
    add: { version: 1 },
    if: { version: { is: identity.version } },
    otherwise: stale,
  }
}

/** After a failure: others may take over at once, and the schedule still finds what is left behind. */
export const abandonLease = (userId: string, { id }: Lease, at: string): Change => ({
  change: identityKey(userId),
  set: { 'lease.until': at, cellKey: at },
  add: { version: 1 },
  if: { 'lease.id': { is: id } },
  otherwise: stale,
})

/** Unless the identity has changed meanwhile: without its lease nobody would look at it again. */
export const releaseLease = ({ userId, version }: Identity, { id }: Lease): Change => ({
  change: identityKey(userId),
  set: { lease: null },
  remove: ['cell', 'cellKey'],
  add: { version: 1 },
  if: { 'lease.id': { is: id }, version: { is: version } },
  otherwise: stale,
})

/** The person is in, and can sign in; whoever holds a lease is done with it. */
export const finishJoining = (
  userId: string,
  lease: Lease | null,
  orgId: string,
  become: Partial<Pick<Identity, 'credentials' | 'mustChangePassword' | 'emailVerified' | 'provenBy' | 'activeOrgId'>>,
): Write => ({
  change: identityKey(userId),
  set: { ...become, [`memberships.${orgId}`]: 'active' satisfies UserStatus, ...(lease && { lease: null }) },
  ...(lease && { remove: ['cell', 'cellKey'] }),
  add: { version: 1 },
  if: lease ? { 'lease.id': { is: lease.id } } : { pk: 'present' },
  otherwise: stale,
})
