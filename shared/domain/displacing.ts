import { isLastOwner } from './lifecycle.ts'
import { next } from './managing.ts'
import type { User } from './users.ts'

/**
 * Somebody proved the login email of an account that never did: whoever made that account keeps the user, who can't sign in any more.
 * L8 goes before: the last owner stays active in name, so that the organization is not left without one.
 */
export function leftBehind(user: User, activeOwners: number, at: string): User {
  const suspended = user.status === 'active' && !isLastOwner(user, activeOwners)
  return next(user, { displacedAt: at, ...(suspended && { status: 'suspended' }) }, at)
}

/** An open invitation was for whoever has the address: it goes on for a user of a new id. What the one before was here stays behind. */
export function movedAlong(user: User, userId: string, at: string): { left: User | null; moved: User } {
  const { joinedAt, createdAt } = user
  return {
    left: joinedAt ? next(user, { status: 'inactive', displacedAt: at }, at) : null,
    moved: { ...next(user, { joinedAt: null }, at), id: userId, createdAt: joinedAt ? at : createdAt },
  }
}
