import type { InvitationSummary } from './invitations.ts'
import type { Ended } from './sessions.ts'

export const userStatuses = ['invited', 'expired', 'active', 'suspended', 'inactive'] as const
export type UserStatus = (typeof userStatuses)[number]

export const locales = ['en', 'fr', 'de', 'es', 'pt', 'ja', 'ar'] as const
export type Locale = (typeof locales)[number]

/** Ids, or `all` for every site there is and will be. */
export type Sites = 'all' | string[]

/** One person's membership in one organization: what `version` guards. */
export type User = {
  id: string
  /** The login email, normalized; null until somebody invited by username accepts (L3): the inviter is told nothing of the person. */
  email: string | null
  communicationEmail: string | null
  firstName: string | null
  lastName: string | null
  displayName: string | null
  phone: string | null
  locale: Locale
  status: UserStatus
  roleIds: string[]
  extraPermissions: string[]
  siteIds: Sites
  mustChangePassword: boolean
  /** RFC 3339, like every time here. */
  createdAt: string
  updatedAt: string
  /** When the first invitation was accepted or the account was created; null before. */
  joinedAt: string | null
  /** When somebody else proved the login email: this one can never sign in again. */
  displacedAt: string | null
  /** L7: the identity provider whose groups gave the roles at the latest sign-in through it. */
  managedBy: string | null
  /** Since when a `suspended` one is so for being in no mapped group, and not by anybody's hand. */
  withheldAt: string | null
  version: number
}

/** What stands beside a user and changes without a new version, so that no `If-Match` breaks on it. */
export type UserRecord = {
  user: User
  /** The latest invitation, while the user is `invited` or `expired`. */
  invitation: InvitationSummary | null
  lastSignInAt: string | null
  /** Seconds since the epoch: tokens signed in before are refused. */
  sessionsValidAfter: number
  /** D7: the identity’s copy of which sessions were ended. */
  ended?: Ended
  /** How many resources are theirs: the index that lists them lags, this does not. */
  owns: number
  /** A6: who receives what they own, until all of it is there; new resources are kept away meanwhile. */
  handingOver: string | null
  /** How many people's resources are on the way to this one. */
  receiving: number
  /** L7: the mapped groups that the roles come from. */
  groups: string[]
}

/** T8: the name that records keep. */
export const nameOf = (user: Pick<User, 'displayName' | 'firstName' | 'lastName' | 'email'>): string =>
  user.displayName || [user.firstName, user.lastName].filter(Boolean).join(' ') || (user.email ?? 'Somebody')

/** M3: where mail to this user goes. Somebody invited by username (L3) reads it at the own mailbox: its link tells whose that is. */
export const mailboxOf = ({ email, communicationEmail }: Pick<User, 'email' | 'communicationEmail'>, login: string): string =>
  email === null ? login : (communicationEmail ?? login)
