import { notFound } from './refusals.ts'
import { mayTowards, type Rights, rightsOf } from './rights.ts'
import type { Role } from './roles.ts'
import { activeOwner, type Transfer } from './transfers.ts'
import { nameOf, type User, type UserRecord } from './users.ts'

/** A thing of the product around Roster; who owns it is all that Roster knows of it. */
export type Resource = {
  type: string
  id: string
  name: string
  ownerId: string
  /** T8: as the owner was called when it became theirs. */
  ownerName: string
  /** T8: as they were called when it went away from them. */
  formerOwner: { id: string; name: string } | null
  createdAt: string
  updatedAt: string
  version: number
}

type Assigning = {
  caller: { rights: Rights }
  roles: Role[]
  place: Pick<Resource, 'type' | 'id'>
  before: Resource | undefined
  /** Who has it now. */
  holder: User | undefined
  /** Who shall have it. */
  owner: UserRecord | undefined
  name: string
  at: string
}

/** A new resource, or a known one with another owner or name; the same one when nothing changes. */
export function assignResource({ caller, roles, place, before, holder, owner, name, at }: Assigning): Resource {
  if (before && before.ownerId === owner?.user.id) return before.name === name ? before : next(before, { name }, at)
  const { user } = activeOwner(owner && reaches(caller.rights, owner.user, roles) ? owner : undefined)
  const owned = { name, ownerId: user.id, ownerName: nameOf(user) }
  if (!before) return { ...place, ...owned, formerOwner: null, createdAt: at, updatedAt: at, version: 1 }
  const formerName = holder ? nameOf(holder) : before.ownerName
  return next(before, { ...owned, formerOwner: { id: before.ownerId, name: formerName } }, at)
}

/** A6: it goes where the transfer says. */
export const handOver = (resource: Resource, { from, fromName, to, toName }: Transfer, at: string): Resource =>
  next(resource, { ownerId: to, ownerName: toName, formerOwner: { id: from, name: fromName } }, at)

const next = (resource: Resource, change: Partial<Resource>, at: string): Resource => ({
  ...resource,
  ...change,
  updatedAt: at,
  version: resource.version + 1,
})

/** T2: whoever manages resources only through site-bound roles knows only of those of people who share a site. */
export const reaches = (rights: Rights, owner: User, roles: Role[]): boolean =>
  mayTowards(rights, 'resources:manage', rightsOf(owner, roles))

/** T2: throws what is thrown for a resource that isn't there. */
export function checkReaches(rights: Rights, owner: User | undefined, roles: Role[]): void {
  if (!owner || !reaches(rights, owner, roles)) throw notFound()
}
