import { belongsElsewhere, type Identity } from './identities.ts'
import { type Caller, checkAction, wrongStatus } from './lifecycle.ts'
import { next } from './managing.ts'
import { Refusal } from './refusals.ts'
import type { Role } from './roles.ts'
import type { User } from './users.ts'

type Situation = { caller: Caller; user: User; roles: Role[] }

/** D11: whoever may not sign in here is not sent the way to a new password. */
export function checkMayMail({ caller, user, roles }: Situation): void {
  checkAction('reset_password', caller, user, roles)
  if (user.status !== 'active') throw wrongStatus('reset_password', user)
}

/** T7, D6. Whoever found somebody signed in must not get a password of theirs by it (ASVS 6.2.3). Whose account opens another organization, too, sets the own password: else one's administrator could walk into the other. */
export function checkMaySet({ caller, user, roles }: Situation, identity: Identity): void {
  checkAction('reset_password', caller, user, roles)
  if (caller.userId === user.id)
    throw new Refusal('beyond_your_rights', 'Nobody sets the own password without the old one. Send yourself a link: mode email.')
  if (belongsElsewhere(identity, caller.orgId))
    throw new Refusal(
      'beyond_your_rights',
      'This person belongs to another organization, too, so nobody here can set their password. Send them a link instead: mode email.',
    )
}

/** T7: with a password that somebody else knows. */
export const mustChoose = (user: User, at: string): User => next(user, { mustChangePassword: true }, at)

/** T7: with a password that nobody else knows. */
export const hasChosen = (user: User, at: string): User => next(user, { mustChangePassword: false }, at)
