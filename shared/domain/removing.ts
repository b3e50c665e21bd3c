import { type SeatRules, takesSeat } from './counts.ts'
import { type Caller, checkAction, isLastOwner, lastOwner } from './lifecycle.ts'
import { next } from './managing.ts'
import { foreseen, invalid, Refusal, refusals } from './refusals.ts'
import { noRights, rightsOf } from './rights.ts'
import { heldRoles, namesOf, type Role } from './roles.ts'
import { checkSettled, heirOf, type Named, newTransfer, type Transfer } from './transfers.ts'
import type { Sites, User, UserRecord } from './users.ts'

type Situation = { caller: Caller; target: UserRecord; roles: Role[]; activeOwners: number; at: string }

/** `transfer`: what begins with it. */
export type Removal = { before: UserRecord; after: User; transfer: Transfer | null }

/** A6, M10, T8: inactive. Roles, extra permissions and sites stay in the record, where a re-activation finds them again. */
export function removeUser(situation: Situation, named: Named | null): Removal {
  const { caller, target, roles } = situation
  checkAction('remove', caller, target.user, roles)
  return depart(situation, named, 'users:delete')
}

/** The same for the own membership. A member who may see nobody can still say who receives the own resources. */
export const leaveOrganization = (situation: Situation, named: Named | null): Removal => depart(situation, named, null)

/** D9: nothing is left. What is owned has to be moved before, so that erasing is one step that can't stop half-way. */
export function eraseUser({ caller, target, roles }: Situation, confirm: string | undefined): null {
  if (confirm !== target.user.id) throw invalid({ path: 'query.confirm', message: `must repeat the id ${target.user.id}` })
  checkAction('erase', caller, target.user, roles)
  checkSettled(target)
  if (target.owns > 0) throw transferRequired(target.owns, 'Move them first, by POST …/transfer.')
  return null
}

/** Moves everything that somebody owns, who stays as they are; null when nothing is owned. */
export function moveResources({ caller, target, roles, at }: Omit<Situation, 'activeOwners'>, named: Named): Transfer | null {
  checkAction('transfer', caller, target.user, roles)
  const heir = heirOf(named, target, { caller, roles, permission: 'users:update' })
  checkSettled(target)
  return target.owns > 0 ? newTransfer(target, heir, at) : null
}

function depart({ caller, target, roles, activeOwners, at }: Situation, named: Named | null, permission: string | null): Removal {
  const heir = named && heirOf(named, target, { caller, roles, permission })
  checkSettled(target)
  if (target.owns > 0 && !heir) throw transferRequired(target.owns, 'Name who receives them, by ?transferTo={userId}.')
  if (isLastOwner(target.user, activeOwners)) throw lastOwner()
  const transfer = heir && target.owns > 0 ? newTransfer(target, heir, at) : null
  return { before: target, after: next(target.user, { status: 'inactive' }, at), transfer }
}

const transferRequired = (resources: number, advice: string) =>
  new Refusal('transfer_required', `This person owns resources (${resources}). ${advice}`, { resources })

/** Nothing here is for those to do who just went. */
export const afterwards = (caller: Caller, gone: User): Caller =>
  caller.userId === gone.id ? { ...caller, rights: noRights } : caller

/** What a removal or erasure takes away and sets free, whether or not it is possible now. `to` null: nobody receives anything. */
export type Preview = {
  refusal: Refusal | null
  moves: { resources: number; to: { id: string; displayName: string } | null }
  loses: { roles: { id: string; name: string }[]; extraPermissions: string[]; siteIds: Sites; lastOwner: boolean }
  frees: { seats: 0 | 1 }
}

/** @param decide says how the real thing would go; what stands against it is told, but for a request that is wrong in itself */
export function previewOf(situation: Situation, decide: () => Removal | null, seatRules: SeatRules): Preview {
  const { target, roles, activeOwners } = situation
  const { user, owns } = target
  const { decided, refusal } = foreseen(decide, ({ code }) => refusals[code].status === 409)
  const transfer = decided?.transfer
  return {
    refusal,
    moves: { resources: owns, to: transfer ? { id: transfer.to, displayName: transfer.toName } : null },
    loses: {
      roles: namesOf(heldRoles(user, roles)),
      extraPermissions: user.extraPermissions,
      siteIds: rightsOf(user, roles).sites,
      lastOwner: isLastOwner(user, activeOwners),
    },
    frees: { seats: takesSeat(user, seatRules) ? 1 : 0 },
  }
}
