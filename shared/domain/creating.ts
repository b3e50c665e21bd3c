import { checkDomain, checkReach, type InvitationRules, invitedUser, type PersonWish } from './inviting.ts'
import type { Caller } from './lifecycle.ts'
import { checkGrantsExist } from './managing.ts'
import type { OrganizationSettings } from './organizations.ts'
import { checkPassword } from './passwords.ts'
import { invalid, Refusal } from './refusals.ts'
import { checkGrant, nothing } from './rights.ts'
import type { Role } from './roles.ts'
import type { User } from './users.ts'

export type AccountWish = PersonWish & { email: string; temporaryPassword?: string; mustChangePassword: boolean }

/** Somebody who has the login email already; `user` in this organization, if there is one. */
export type Holder = { user: User | null }

export type Creating = {
  caller: Caller
  wish: AccountWish
  rules: Omit<InvitationRules, 'invitationTtlDays'> & Pick<OrganizationSettings, 'initialPassword'>
  roles: Role[]
  holder: Holder | null
  userId: string
  /** Of the product and the organization: no passwords. */
  names: readonly string[]
  at: string
}

/** M1, T2, T3, D3: the user that comes to be, active at once, or why not. */
export function createUser(creating: Creating): User {
  const { caller, wish, rules, roles, holder } = creating
  const user = draftAccount(creating)
  checkDomain(wish.email, rules.allowedEmailDomains)
  if (holder) throw taken(holder, wish.email)
  checkGrantsExist(user, roles)
  checkGrant(caller.rights, user, nothing, roles)
  checkReach('users:create', caller.rights, user, roles)
  checkInitialPassword(wish, creating)
  return user
}

/** The same without asking whether it may be. */
export const draftAccount = ({ wish, rules, userId, at }: Pick<Creating, 'wish' | 'rules' | 'userId' | 'at'>): User => ({
  ...invitedUser({ wish, rules, existing: null, ids: { userId }, at }),
  status: 'active',
  mustChangePassword: wish.mustChangePassword,
  joinedAt: at,
})

function checkInitialPassword({ temporaryPassword, email }: AccountWish, { rules, names }: Creating): void {
  if (temporaryPassword !== undefined) return checkPassword(temporaryPassword, email, 'temporaryPassword', names)
  if (rules.initialPassword === 'chosen')
    throw invalid({ path: 'temporaryPassword', message: 'is missing: this organization has whoever creates a user choose it' })
}

/** M2: a password is never set for somebody who has one, or will choose one: such a person is invited. */
function taken({ user }: Holder, email: string): Refusal {
  switch (user?.status) {
    case 'active':
    case 'suspended':
      return new Refusal('already_member', `${email} belongs to this organization already.`)
    case 'invited':
    case 'expired':
      return new Refusal('already_invited', `${email} was invited already. Resend or cancel that invitation instead.`)
    case 'inactive':
      return new Refusal('identity_exists', `${email} belonged to this organization before. Re-activate that user instead.`)
    default:
      return new Refusal(
        'identity_exists',
        `${email} belongs to somebody who has an account already. Invite this person instead.`,
      )
  }
}
