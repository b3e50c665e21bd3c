import { beyondYourRights, type Caller } from './lifecycle.ts'
import { invalid, notFound, Refusal } from './refusals.ts'
import { checkGrant, nothing, type Rights } from './rights.ts'
import { everyPermission, OWNER, type Role } from './roles.ts'
import { checkEverywhere } from './sites.ts'

/** D10: a role as somebody wants it; what is left out stays, or is nothing. */
export type RoleWish = Partial<Pick<Role, 'name' | 'permissions' | 'siteBound'>>

/** Of an organization's own; with the built-in ones they are a hundred. */
export const roleLimit = 96

type Situation = { caller: Caller; roles: Role[] }

export function newRole({ caller, roles }: Situation, id: string, wish: RoleWish & { name: string }): Role {
  checkEverywhere(caller, 'roles:manage')
  const role = draftRole(id, wish)
  checkWish(role, roles)
  checkGives(caller.rights, role.permissions)
  return role
}

/** The same without asking whether it may be. */
export const draftRole = (id: string, { name, permissions = [], siteBound = false }: RoleWish & { name: string }): Role => ({
  id,
  name,
  permissions,
  siteBound,
  builtIn: false,
  version: 1,
  formerIds: [],
})

/**
 * Everybody who has it has the change on their next call, so whoever makes it gives it to all of them. The same one when nothing changes.
 * @param described whether the description changes
 */
export function changeRole({ caller, roles }: Situation, before: Role, wish: RoleWish, described = false): Role {
  checkManages(caller, before)
  const after = { ...before, ...wish }
  checkWish(after, roles)
  checkGives(caller.rights, after.permissions)
  return fieldsOf(before) === fieldsOf(after) && !described ? before : { ...after, version: before.version + 1 }
}

export function roleWith(roles: Role[], id: string): Role {
  const role = roles.find(one => one.id === id)
  if (!role) throw notFound()
  return role
}

/** M6: a role that reaches beyond oneself is changed by nobody below it, whoever has it. */
export function checkManages(caller: Caller, role: Role): void {
  checkEverywhere(caller, 'roles:manage')
  if (role.builtIn)
    throw new Refusal('role_built_in', `${role.name} is built in and stays as it is. Make a role of your own instead.`)
  if (!holds(caller.rights, role.permissions)) throw beyondYourRights('This role gives')
}

type Deleting = Situation & {
  role: Role
  /** How many people have it. */
  used: number
  /** Whether people get it who are invited without any role being named. */
  isDefault: boolean
  /** Whether somebody gets it by a group of an identity provider. */
  isMapped: boolean
  replaceWith?: string
}

/** What people have in its place; null when nobody has it. */
export function deleteRole({ caller, roles, role, used, isDefault, isMapped, replaceWith }: Deleting): Role | null {
  checkManages(caller, role)
  if (replaceWith !== undefined) return replacementOf(caller.rights, roles, role, replaceWith)
  if (used > 0 || isDefault || isMapped) throw roleInUse(role, { used, isDefault, isMapped })
  return null
}

function replacementOf(rights: Rights, roles: Role[], role: Role, replaceWith: string): Role {
  const path = 'query.replaceWith'
  const replacement = roles.find(({ id }) => id === replaceWith)
  if (!replacement) throw invalid({ path, message: `there is no role ${replaceWith}` })
  if (replacement.id === role.id) throw invalid({ path, message: 'must be another role' })
  if (replacement.id === OWNER) throw invalid({ path, message: 'must not be Owner: only an owner makes an owner, by name' })
  checkGives(rights, replacement.permissions)
  checkGrant(rights, { ...nothing, roleIds: [replacement.id] }, nothing, roles)
  return replacement
}

type Use = Pick<Deleting, 'used' | 'isDefault' | 'isMapped'>

function roleInUse({ name }: Role, { used, isDefault, isMapped }: Use): Refusal {
  const people = used === 1 ? '1 person has' : `${used} people have`
  const facts = [
    ...(used > 0 ? [`${people} the role ${name}`] : []),
    ...(isDefault ? [`${name} is one of the default roles`] : []),
    ...(isMapped ? [`groups of an identity provider give it`] : []),
  ]
  const detail = `${facts.join(', and ')}. Repeat the request with ?replaceWith={roleId} to put another role in its place.`
  return new Refusal('role_in_use', detail, { used })
}

/**
 * M6: a role reaches whoever has it now or is ever given it, at whatever sites, so whoever makes it holds all of it everywhere. An
 * owner holds what has left the catalogue, too.
 */
function checkGives(rights: Rights, permissions: string[]): void {
  if (holds(rights, permissions)) return
  const missing = permissions.filter(permission => !rights.everywhere.has(permission))
  throw new Refusal(
    'grant_beyond_own',
    `This would give what you do not hold yourself: ${missing.join(', ')}. Ask somebody who holds it.`,
  )
}

const holds = ({ owner, everywhere }: Rights, permissions: string[]) =>
  owner || permissions.every(permission => everywhere.has(permission))

function checkWish({ name, permissions }: Role, roles: Role[]): void {
  const known = everyPermission(roles)
  const strange = permissions.filter(permission => !known.includes(permission))
  if (strange.length > 0) throw invalid({ path: 'permissions', message: `there is no permission ${strange.join(', ')}` })
  if (roles.some(role => role.builtIn && role.name.toLowerCase() === name.toLowerCase()))
    throw invalid({ path: 'name', message: 'is the name of a built-in role' })
}

const fieldsOf = ({ name, permissions, siteBound }: Role) => JSON.stringify([name, permissions.toSorted(), siteBound])

export const rolesFull = (used: number) =>
  new Refusal(
    'role_limit_reached',
    `An organization has at most ${roleLimit} roles of its own. Delete one that nobody needs any more.`,
    {
      limit: roleLimit,
      used,
    },
  )
