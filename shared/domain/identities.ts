import type { Ended } from './sessions.ts'
import type { UserStatus } from './users.ts'

/** One person's sign-in: one login email, unique in the whole deployment, one Cognito user of the same id. */
export type Identity = {
  userId: string
  email: string
  /** Whether the mailbox of the login email has spoken: a code from it, an invitation mailed to that very address, or the provider of its domain. */
  emailVerified: boolean
  provenBy: 'invitation' | 'code' | 'provider' | null
  username: string | null
  /** Whether a Cognito user with a password exists. */
  credentials: boolean
  /** T3: whether somebody else chose the password. The users say it too; here the token trigger finds it without reading them. */
  mustChangePassword: boolean
  /** Which organization new tokens speak for. */
  activeOrgId: string | null
  memberships: Record<string, UserStatus>
  /** Held while one request speaks to Cognito, so that no two do at once. */
  lease: Lease | null
  /** L7: as whom identity providers know the person, each the key of a link. */
  links?: string[]
  /** Who has the login email now that somebody else proved the mailbox: nobody signs in as this one any more. */
  displacedBy: string | null
  /** D7: once sessions were ended. Every membership has a copy. */
  ended?: Ended
  /** Whether an authenticator app is asked for at sign-in; Cognito follows. */
  totp?: boolean
  version: number
}

/**
 * Of a password that is being set, it says how, so that whoever finds it run out knows what to look for: a temporary one, one by a mailed
 * code, or a whole Cognito user made anew, who can't sign in meanwhile.
 */
export type Lease = { id: string; until: string; for?: Setting }
type Setting = { what: 'temporary'; orgId: string; since: string } | { what: 'reset' | 'renewal'; since: string }

export const leaseFor = (id: string, at: string): Lease => ({ id, until: new Date(Date.parse(at) + 60_000).toISOString() })

export const newIdentity = (userId: string, email: string, orgId: string): Identity => ({
  userId,
  email,
  emailVerified: false,
  provenBy: null,
  username: null,
  credentials: false,
  mustChangePassword: false,
  activeOrgId: null,
  memberships: { [orgId]: 'invited' },
  lease: null,
  displacedBy: null,
  version: 1,
})

/** Nobody can sign in with it yet: somebody is making its credentials, or was cut off doing so. */
export const isHalfMade = (identity: Identity): identity is Identity & { lease: Lease } =>
  identity.lease !== null && !identity.credentials

/** L4, D8: who may have tokens at all: an active member of some organization, or somebody with an open invitation to accept. */
export const maySignIn = ({ displacedBy, memberships }: Identity): boolean =>
  !displacedBy && Object.values(memberships).some(status => status === 'active' || status === 'invited')

/** The organization that new tokens speak for: the chosen one while the person is active there, else any. */
export function activeOrganization({ activeOrgId, memberships }: Identity): string | null {
  if (activeOrgId && memberships[activeOrgId] === 'active') return activeOrgId
  return (
    Object.keys(memberships)
      .toSorted()
      .find(orgId => memberships[orgId] === 'active') ?? null
  )
}

/** Whether somebody else than this organization has a say: what ends a sign-in, or gives it away, concerns both. */
export const belongsElsewhere = ({ memberships }: Identity, orgId: string): boolean =>
  Object.entries(memberships).some(([id, status]) => id !== orgId && (status === 'active' || status === 'suspended'))
