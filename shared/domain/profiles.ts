import type { Identity } from './identities.ts'
import { changed, next } from './managing.ts'
import { notFound } from './refusals.ts'
import type { User } from './users.ts'

type Profile = Partial<Pick<User, 'firstName' | 'lastName' | 'displayName' | 'phone' | 'communicationEmail' | 'locale'>>

export type OwnWish = Profile & { username?: string | null; activeOrgId?: string }

/** One organization where the person is active, and who they are there. */
export type OwnUser = { orgId: string; before: User; after: User }

type Situation = { identity: Identity; users: { orgId: string; user: User }[]; onlyIn: string | undefined; at: string }

/** M4, D4: what everybody may change of themselves: no right is asked for, and none can be gained. */
export function changeOwn(
  { identity, users, onlyIn, at }: Situation,
  { username = identity.username, activeOrgId, ...profile }: OwnWish,
): { identity: Identity; users: OwnUser[] } {
  const isKnown = (wanted: string | undefined) => wanted === undefined || users.some(({ orgId }) => orgId === wanted)
  if (!isKnown(onlyIn) || !isKnown(activeOrgId)) throw notFound()
  return {
    identity: { ...identity, username, activeOrgId: activeOrgId ?? identity.activeOrgId },
    users: users.map(({ orgId, user }) => ({
      orgId,
      before: user,
      after: onlyIn === undefined || onlyIn === orgId ? changeProfile(user, profile, at) : user,
    })),
  }
}

function changeProfile(user: User, profile: Profile, at: string): User {
  const fields = Object.keys(profile) as (keyof Profile)[] // keys of a typed wish
  return changed(user, { ...user, ...profile }, fields).length > 0 ? next(user, profile, at) : user
}
