import type { Identity } from './identities.ts'
import type { Invitation } from './invitations.ts'
import { next } from './managing.ts'
import type { Locale, User } from './users.ts'

export type JoinWish = { firstName?: string | null; lastName?: string | null; locale?: Locale }

/** D1: the invited person is in. What the person said of their own name goes before what the inviter wrote. */
export function acceptInvitation(
  user: User,
  login: string,
  invitation: Invitation,
  wish: JoinWish,
  at: string,
): { user: User; invitation: Invitation } {
  return {
    user: next(
      user,
      {
        email: login,
        displayName: user.displayName === invitation.username ? null : user.displayName,
        firstName: wish.firstName ?? user.firstName,
        lastName: wish.lastName ?? user.lastName,
        locale: wish.locale ?? user.locale,
        status: 'active',
        joinedAt: user.joinedAt ?? at,
      },
      at,
    ),
    invitation: { ...invitation, email: login, status: 'accepted', updatedAt: at, version: invitation.version + 1 },
  }
}

/** An invitation proves the login email only when it was mailed to that very address. */
export const provesEmail = (identity: Identity, mailedTo: string): boolean => mailedTo === identity.email

/**
 * Whether an account stands in the way that never proved its address, and the holder of this invitation's token has: an account that
 * some organization made, with a password of its own choice, keeps nobody from the own mailbox. An invitation by username is
 * meant for that very account, though.
 */
export const mayDisplace = (identity: Identity, { username, mailTo }: Pick<Invitation, 'username' | 'mailTo'>): boolean =>
  identity.credentials && !identity.emailVerified && username === null && provesEmail(identity, mailTo)
