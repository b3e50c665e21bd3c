import { concerning, type Matter } from './matters.ts'
import { type Given, holdsEverywhere, permissions } from './rights.ts'

export type RoleWish = { permissions: readonly string[]; siteBound?: boolean }

/** Roles that nobody has. */
export const samples: Record<string, RoleWish> = {
  'role of nothing': { permissions: [] },
  'role of users:read': { permissions: ['users:read'] },
  'role of users:read here': { permissions: ['users:read'], siteBound: true },
  'role of everything': { permissions },
}

/** A role can come to anybody at any site, so whoever makes, changes or replaces it holds all of it everywhere. */
const mayShape = (who: Given, { permissions: keys }: RoleWish): boolean => keys.every(key => holdsEverywhere(who, key))

const read = concerning('roles:read')
const manage = concerning('roles:manage')
const wishes = Object.entries(samples)
const bodyOf = ({ permissions: keys, siteBound = false }: RoleWish) => ({ permissions: keys, siteBound })

function changing(name: string, like: string): Matter[] {
  const [before, after] = [samples[name] as RoleWish, samples[like] as RoleWish] // two of them
  const verdict = (who: Given): string => {
    if (!mayShape(who, before)) return '403 beyond_your_rights'
    return mayShape(who, after) ? '200' : '403 grant_beyond_own'
  }
  const path = `/roles/{${name}}`
  return [
    {
      ...manage(`changeRole ${name} to ${like}`, 'PATCH', path, verdict),
      body: bodyOf(after),
      undo: { method: 'PATCH', path, body: bodyOf(before) },
    },
    { ...manage(`previewRole ${name} to ${like}`, 'POST', `${path}/preview`, verdict), body: bodyOf(after) },
  ]
}

function deleting(name: string, replaceWith: string | undefined): Matter {
  const [wish, other] = [samples[name] as RoleWish, samples[replaceWith ?? 'role of nothing'] as RoleWish] // two of them
  const verdict = (who: Given): string => {
    if (!mayShape(who, wish)) return '403 beyond_your_rights'
    return mayShape(who, other) ? '204' : '403 grant_beyond_own'
  }
  const [query, words] = replaceWith ? [`?replaceWith={${replaceWith}}`, ` for ${replaceWith}`] : ['', '']
  return {
    ...manage(`deleteRole ${name}${words}`, 'DELETE', `/roles/{${name}}${query}`, verdict),
    undo: { method: 'POST', path: '/roles', body: { name, ...bodyOf(wish) }, makes: name },
  }
}

const builtIn = ['rol_owner', 'rol_admin', 'rol_site_admin', 'rol_member']

export const roleMatters: Matter[] = [
  read('listRoles', 'GET', '/roles', () => '200'),
  read('getRole', 'GET', '/roles/{role of everything}', () => '200'),
  ...wishes.map(([name, wish]) => ({
    ...manage(`createRole like ${name}`, 'POST', '/roles', who => (mayShape(who, wish) ? '201' : '403 grant_beyond_own')),
    body: { name: 'Another', ...bodyOf(wish) },
    undo: { method: 'DELETE', path: '/roles/{made}' },
  })),
  ...wishes.flatMap(([name]) => wishes.flatMap(([like]) => changing(name, like))),
  ...wishes.flatMap(([name]) =>
    [undefined, ...Object.keys(samples)].filter(other => other !== name).map(other => deleting(name, other)),
  ),
  ...builtIn.flatMap(id => [
    { ...manage(`changeRole ${id}`, 'PATCH', `/roles/${id}`, () => '409 role_built_in'), body: { name: 'Mine' } },
    manage(`deleteRole ${id}`, 'DELETE', `/roles/${id}?replaceWith={role of nothing}`, () => '409 role_built_in'),
  ]),
]
