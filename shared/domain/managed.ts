import { settledIds } from './ledger.ts'
import type { Caller } from './lifecycle.ts'
import { Refusal } from './refusals.ts'
import { OWNER } from './roles.ts'
import type { User } from './users.ts'

/** Whether groups decide this person's roles: they have signed in through the provider that is mapped now. */
export const isManaged = ({ managedBy }: Pick<User, 'managedBy'>, { ledger }: Pick<Caller, 'ledger'>): boolean =>
  managedBy !== null && managedBy === ledger.groupsFrom

/** No mapped group, no access: suspended by nobody, and until a sign-in with one of them. */
export const isWithheld = ({ status, withheldAt }: Pick<User, 'status' | 'withheldAt'>): boolean =>
  status === 'suspended' && withheldAt !== null

/** Groups never give or take Owner, so that stays to be given and taken by hand. */
export function checkRolesByHand(caller: Caller, before: User, roleIds: string[]): void {
  const own = settledIds(before.roleIds, caller.ledger)
  const differing = [...new Set(own).symmetricDifference(new Set(roleIds))]
  if (isManaged(before, caller) && differing.some(id => id !== OWNER)) throw rolesManaged(caller)
}

export const rolesManaged = ({ ledger }: Pick<Caller, 'ledger'>) =>
  new Refusal(
    'roles_managed_by_idp',
    `The roles of this person come from their groups at ${ledger.groupsFrom}, at each sign-in. Change the groups there, or the mapping of groups to roles.`,
  )
