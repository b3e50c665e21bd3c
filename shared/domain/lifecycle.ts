import type { InvitationStatus } from './invitations.ts'
import { type Ledger, reaching } from './ledger.ts'
import { isManaged, isWithheld } from './managed.ts'
import type { RosterPermission } from './permissions.ts'
import { notFound, Refusal } from './refusals.ts'
import { covers, coversSites, mayTowards, noRights, type Rights, rightsOf } from './rights.ts'
import { OWNER, type Role } from './roles.ts'
import { nameOf, type User, type UserStatus } from './users.ts'

/** A2: what can be done to a user, by whom and in which status. There is no other transition. */
export const actions = {
  update: { permission: 'users:update', from: ['invited', 'expired', 'active', 'suspended', 'inactive'] },
  change_roles: { permission: 'users:update', from: ['invited', 'expired', 'active', 'suspended', 'inactive'] },
  suspend: { permission: 'users:update', from: ['active'] },
  reactivate: { permission: 'users:update', from: ['suspended', 'inactive'] },
  remove: { permission: 'users:delete', from: ['active', 'suspended'] },
  erase: { permission: 'users:delete', from: ['suspended', 'inactive'] },
  reset_password: { permission: 'users:reset-password', from: ['active', 'suspended'] },
  end_sessions: { permission: 'users:sessions', from: ['active'] },
  transfer: { permission: 'users:update', from: ['active', 'suspended', 'inactive'] },
  resend: { permission: 'users:invite', from: ['invited', 'expired'] },
  cancel: { permission: 'users:invite', from: ['invited', 'expired'] },
} as const satisfies Record<string, { permission: RosterPermission; from: UserStatus[] }>

export type Action = keyof typeof actions
const actionNames = Object.keys(actions) as Action[] // the keys of a const object are its type's

/** A2: those that change the status. */
const transitions: Action[] = ['suspend', 'reactivate', 'remove', 'erase', 'resend', 'cancel']

/** L8: what would leave the organization without an active owner. */
const endsOwnership: Action[] = ['suspend', 'remove']

/** Who asks: a member, with the rights of this moment, and what holds for everybody in the organization. */
export type Caller = { userId: string; orgId: string; name: string; rights: Rights; ledger: Ledger }

/** Somebody as the table has them at this moment; who is no active member has no rights. */
export function callerOf(orgId: string, user: User, roles: Role[], ledger: Ledger): Caller {
  const active = user.status === 'active' && user.displacedAt === null
  const rights = active ? rightsOf({ ...user, siteIds: reaching(user.siteIds, ledger) }, roles) : noRights
  return { userId: user.id, orgId, name: nameOf(user), rights, ledger }
}

export const isOwner = (user: Pick<User, 'roleIds'>): boolean => user.roleIds.includes(OWNER)

/** L8: nobody else owns the organization right now. */
export const isLastOwner = (user: User, activeOwners: number): boolean =>
  user.status === 'active' && isOwner(user) && user.displacedAt === null && activeOwners <= 1

/** Who lost the login email to its owner can't come back, nor sign in. */
const allows = (action: Action, { status, displacedAt }: Pick<User, 'status' | 'displacedAt'>) =>
  (actions[action].from as readonly UserStatus[]).includes(status) && // widened: any status may be looked for in the list
  !((action === 'reactivate' || action === 'reset_password') && displacedAt !== null)

/** A1: the actions that the caller may take on this user now. */
export function actionsOn(caller: Caller, user: User, roles: Role[], activeOwners: number): Action[] {
  const rights = rightsOf(user, roles)
  if (!covers(caller.rights, rights)) return []
  return actionNames.filter(
    action =>
      allows(action, user) &&
      mayTowards(caller.rights, actions[action].permission, rights) &&
      !(endsOwnership.includes(action) && isLastOwner(user, activeOwners)) &&
      !(action === 'change_roles' && isManaged(user, caller)) &&
      !(action === 'reactivate' && isManaged(user, caller) && isWithheld(user)) &&
      !(action === 'resend' && !coversSites(caller.rights.sites, rights.sites)),
  )
}

/** Throws unless the caller may take this action on this user now; the order of the checks leaks nothing that isn't visible. */
export function checkAction(action: Action, caller: Caller, user: User, roles: Role[]): void {
  checkTowards(actions[action].permission, caller, user, roles)
  if (!allows(action, user)) throw wrongStatus(action, user)
}

/** Throws unless the caller may use this permission on this user. */
export function checkTowards(permission: RosterPermission, caller: Caller, user: User, roles: Role[]): void {
  const rights = rightsOf(user, roles)
  if (!mayTowards(caller.rights, permission, rights)) throw sees(caller, user, roles) ? forbidden(permission) : notFound()
  if (!covers(caller.rights, rights)) throw beyondYourRights()
}

/** T2: whoever may read, or use `permission`, only through site-bound roles knows only of the people of the own sites. */
export function sees(caller: Caller, user: User, roles: Role[], permission: string = 'users:read'): boolean {
  const rights = rightsOf(user, roles)
  return mayTowards(caller.rights, 'users:read', rights) || mayTowards(caller.rights, permission, rights)
}

export const beyondYourRights = (what = 'This person holds') =>
  new Refusal('beyond_your_rights', `${what} rights that you do not hold. Ask somebody who holds them.`)

export const forbidden = (permission: string) =>
  new Refusal('forbidden', `You need the permission ${permission} for this. Ask an administrator of your organization.`, {
    permission,
  })

/** An invitation that is over: its user is gone, or there by another one. Who may not see that user learns nothing. */
export function invitationEnded(caller: Caller, user: User | null, status: InvitationStatus, roles: Role[]): Refusal {
  const visible = user ? sees(caller, user, roles, 'users:invite') : caller.rights.everywhere.has('users:invite')
  if (!visible) return notFound()
  return new Refusal(
    'wrong_status',
    `This invitation is ${status}: nothing can be done to it any more. Invite the person again instead.`,
    {
      possible: [],
    },
  )
}

export const lastOwner = () =>
  new Refusal('last_owner', 'An organization keeps at least one active owner. Make somebody else an owner first.')

/** The changes of status that this one allows. */
export const transitionsFrom = (user: Pick<User, 'status' | 'displacedAt'>): Action[] =>
  transitions.filter(action => allows(action, user))

export const wrongStatus = (action: Action, user: User) => {
  const possible = transitionsFrom(user)
  return new Refusal(
    'wrong_status',
    `${action} is not possible while the user is ${user.status}. Possible now: ${possible.join(', ') || 'nothing'}.`,
    { possible },
  )
}
