import { type Given, permissions, type Sites } from './rights.ts'

/** Where somebody stands with the organization; only a member has any right there. */
export type Standing = 'member' | 'suspended' | 'removed' | 'only invited' | 'elsewhere' | 'nobody'
export type Actor = Given & { standing: Standing }

export type Status = 'active' | 'invited' | 'expired' | 'suspended' | 'inactive'
/** `accepted`: came by an invitation. */
export type Target = Given & { status: Status; accepted?: true }

/** What a request asks to give; what is left out stays as it is. */
export type Wish = Partial<Given>

const given = (roles: string[], sites: Sites = [], extra: string[] = []): Given => ({ roles, sites, extra })
const member = (roles: string[], sites?: Sites, extra?: string[]): Actor => ({
  ...given(roles, sites, extra),
  standing: 'member',
})
const outside = (standing: Standing): Actor => ({ ...given(['owner']), standing })

const each = (made: (key: string) => [string, Actor]): Record<string, Actor> => Object.fromEntries(permissions.map(made))

export const actors: Record<string, Actor> = {
  owner: member(['owner']),
  admin: member(['admin']),
  'admin and billing': member(['admin'], [], ['billing:manage']),
  'site admin of north': member(['site-admin'], ['north']),
  'site admin of south': member(['site-admin'], ['south']),
  'site admin of both': member(['site-admin'], ['north', 'south']),
  'site admin of all': member(['site-admin'], 'all'),
  'site admin of none': member(['site-admin']),
  member: member(['member'], ['north']),
  'people manager': member(['people'], ['north']),
  'people manager of all sites': member(['people'], 'all'),
  'people manager of north': member(['people-here'], ['north']),
  'all permissions': member(['everything'], 'all'),
  'reads everywhere, site admin of north': member(['site-admin'], ['north'], ['users:read']),
  'updates everywhere, site admin of north': member(['site-admin'], ['north'], ['users:update']),
  'two roles': member(['only users:invite', 'only users:update here'], ['south']),
  ...each(key => [`only ${key}`, member([`only ${key}`], ['north'])]),
  ...each(key => [`only ${key}, at north`, member([`only ${key} here`], ['north'])]),
  ...each(key => [`extra ${key}`, member(['member'], ['north'], [key])]),
  suspended: outside('suspended'),
  removed: outside('removed'),
  'only invited': outside('only invited'),
  'owner elsewhere': outside('elsewhere'),
  nobody: outside('nobody'),
}

const inStatus = (status: Status, roles: string[], sites?: Sites, extra?: string[]): Target => ({
  ...given(roles, sites, extra),
  status,
})
const active = (roles: string[], sites?: Sites, extra?: string[]): Target => inStatus('active', roles, sites, extra)

const leading = [
  ...['users:read', 'users:create', 'users:invite', 'users:update', 'users:delete'].map(key => `only ${key}`),
  ...['users:read', 'users:invite', 'users:update'].map(key => `only ${key}, at north`),
  ...['users:update', 'billing:manage'].map(key => `extra ${key}`),
]
/** Those of a single permission are many; some of them stand for all. */
export const someActors = Object.keys(actors).filter(name => !/^(only|extra) .*:/.test(name) || leading.includes(name))

/** Beside these everybody is tried on themselves. */
export const targets: Record<string, Target> = {
  owner: active(['owner']),
  admin: active(['admin']),
  'site admin of north': active(['site-admin'], ['north']),
  'site admin of south': active(['site-admin'], ['south']),
  'site admin of both': active(['site-admin'], ['north', 'south']),
  'site admin of all': active(['site-admin'], 'all'),
  'site admin of none': active(['site-admin']),
  'member of north': active(['member'], ['north']),
  'member of south': active(['member'], ['south']),
  'member of both': active(['member'], ['north', 'south']),
  'member of none': active(['member']),
  'member of all': active(['member'], 'all'),
  'member who accepted': { ...active(['member'], ['north']), accepted: true },
  'billing manager': active(['member'], ['north'], ['billing:manage']),
  'updates people': active(['only users:update'], ['north']),
  'updates people of north': active(['only users:update here'], ['north']),
  'people manager': active(['people'], ['south']),
  'all permissions': active(['everything'], 'all'),
  'invited member of north': inStatus('invited', ['member'], ['north']),
  'invited member of south': inStatus('invited', ['member'], ['south']),
  'invited member of both': inStatus('invited', ['member'], ['north', 'south']),
  'invited member of none': inStatus('invited', ['member']),
  'invited site admin of north': inStatus('invited', ['site-admin'], ['north']),
  'invited admin': inStatus('invited', ['admin']),
  'invited owner': inStatus('invited', ['owner']),
  'expired member of north': inStatus('expired', ['member'], ['north']),
  'expired member of south': inStatus('expired', ['member'], ['south']),
  'expired admin': inStatus('expired', ['admin']),
  'suspended member of north': inStatus('suspended', ['member'], ['north']),
  'suspended site admin of south': inStatus('suspended', ['site-admin'], ['south']),
  'suspended admin': inStatus('suspended', ['admin']),
  'suspended owner': inStatus('suspended', ['owner']),
  'inactive member of north': inStatus('inactive', ['member'], ['north']),
  'inactive billing manager': inStatus('inactive', ['member'], ['north'], ['billing:manage']),
  'inactive admin': inStatus('inactive', ['admin']),
  'inactive owner': inStatus('inactive', ['owner']),
}

export const wishes: Record<string, Wish> = {
  nothing: {},
  member: { roles: ['member'] },
  'site admin': { roles: ['site-admin'] },
  'site admin of north': { roles: ['site-admin'], sites: ['north'] },
  'site admin of south': { roles: ['site-admin'], sites: ['south'] },
  'site admin of all': { roles: ['site-admin'], sites: 'all' },
  admin: { roles: ['admin'] },
  owner: { roles: ['owner'] },
  'updates people': { roles: ['only users:update'] },
  'invites people of north': { roles: ['only users:invite here'], sites: ['north'] },
  'all permissions': { roles: ['everything'] },
  'member and site admin of north': { roles: ['member', 'site-admin'], sites: ['north'] },
  'no extra permission': { extra: [] },
  'extra users:update': { extra: ['users:update'] },
  'extra billing:manage': { extra: ['billing:manage'] },
  'extra reports:read': { extra: ['reports:read'] },
  north: { sites: ['north'] },
  south: { sites: ['south'] },
  both: { sites: ['north', 'south'] },
  'all sites': { sites: 'all' },
  'no site': { sites: [] },
}
