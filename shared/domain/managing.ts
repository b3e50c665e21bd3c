import { settledIn } from './ledger.ts'
import { type Caller, checkAction } from './lifecycle.ts'
import { checkRolesByHand, isManaged, isWithheld, rolesManaged } from './managed.ts'
import { invalid, Refusal } from './refusals.ts'
import { checkGrant, type Grants, nothing } from './rights.ts'
import { everyPermission, MEMBER, OWNER, type Role } from './roles.ts'
import type { User } from './users.ts'

export type UserWish = Partial<
  Pick<
    User,
    | 'email'
    | 'firstName'
    | 'lastName'
    | 'displayName'
    | 'phone'
    | 'communicationEmail'
    | 'locale'
    | 'roleIds'
    | 'extraPermissions'
    | 'siteIds'
  >
>

type Situation = { caller: Caller; user: User; roles: Role[]; at: string }

/** A5, M9, T5, D4, D5: everything but the login email. Returns the user as it shall be, or the same one when nothing changes. */
export function changeUser({ caller, user, roles, at }: Situation, wish: UserWish): User {
  checkAction('update', caller, user, roles)
  if (!changesGrants(user, { ...user, ...wish })) return changedTo(user, wish, at)
  const grants = grantsAfter(caller, user, wish)
  checkGrantsExist(grants, roles)
  checkAction('change_roles', caller, user, roles)
  checkRolesByHand(caller, user, grants.roleIds)
  checkGrant(caller.rights, grants, user, roles)
  // M6: an open invitation is theirs to answer for from then on, all of it.
  if (user.status === 'invited') checkGrant(caller.rights, grants, nothing, roles)
  return changedTo(user, { ...wish, ...grants }, at)
}

/** What somebody shall have, with what is in the place of roles and sites that are gone. */
export function grantsAfter({ ledger }: Pick<Caller, 'ledger'>, user: User, wish: UserWish): Grants {
  const { roleIds, extraPermissions, siteIds } = { ...settledIn(user, ledger), ...wish }
  return { roleIds, extraPermissions, siteIds }
}

/** The user as wished, whoever may wish it; the same one when nothing changes. */
export function changedTo(user: User, wish: UserWish, at: string): User {
  const wanted = { ...user, ...wish }
  if (wanted.email !== user.email) throw loginEmailImmutable(user)
  return changed(user, wanted, Object.keys(wish) as (keyof User)[]).length > 0 ? next(user, wanted, at) : user // keys of a typed wish
}

/** M9, M11: it is who the person is, in every organization. To give it back unchanged is no change. */
const loginEmailImmutable = ({ email, joinedAt }: User) =>
  new Refusal(
    'login_email_immutable',
    `The login email ${email ? `${email} ` : ''}can't be changed here: it says who this person is, wherever they sign in. To send their mail elsewhere, set communicationEmail${joinedAt ? '' : '; if the address is wrong, cancel the invitation and invite the right one: POST …/correct-email does both'}.`,
  )

/** Whether roles, extra permissions or sites differ. */
export const changesGrants = (before: User, after: User): boolean =>
  changed(before, after, ['roleIds', 'extraPermissions', 'siteIds']).length > 0

/** D8: blocks sign-in and API use at once; keeps seat, resources and history. */
export function suspendUser({ caller, user, roles, at }: Situation): User {
  checkAction('suspend', caller, user, roles)
  return next(user, { status: 'suspended', withheldAt: null }, at)
}

/** A7. An owner comes back without that role: re-activation revives no ownership, an owner has to give it anew. */
export function reactivateUser({ caller, user, roles, at }: Situation): User {
  checkAction('reactivate', caller, user, roles)
  if (isManaged(user, caller) && isWithheld(user)) throw rolesManaged(caller)
  const kept = settledIn(user, caller.ledger).roleIds.filter(id => id !== OWNER && roles.some(role => role.id === id))
  return next(user, { status: 'active', withheldAt: null, roleIds: kept.length > 0 ? kept : [MEMBER] }, at)
}

/** Throws unless every role and extra permission exists; whether the caller may give them is another question. */
export function checkGrantsExist({ roleIds, extraPermissions }: Pick<User, 'roleIds' | 'extraPermissions'>, roles: Role[]): void {
  const everything = everyPermission(roles)
  const faults = [
    ...unknown(
      'roleIds',
      'role',
      roleIds,
      roles.map(role => role.id),
    ),
    ...unknown('extraPermissions', 'permission', extraPermissions, everything),
  ]
  if (faults.length > 0) throw invalid(...faults)
}

const unknown = (path: string, kind: string, given: string[], known: string[]) => {
  const strange = given.filter(one => !known.includes(one))
  return strange.length > 0 ? [{ path, message: `there is no ${kind} ${strange.join(', ')}` }] : []
}

/** The next version of a user. */
export const next = (user: User, change: Partial<User>, at: string): User => ({
  ...user,
  ...change,
  updatedAt: at,
  version: user.version + 1,
})

/** Which of the fields differ. */
export const changed = <Field extends keyof User>(before: User, after: User, fields: readonly Field[]): Field[] =>
  fields.filter(field => !same(before[field], after[field]))

const same = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
const sorted = (value: unknown) => (Array.isArray(value) ? value.toSorted() : value)
