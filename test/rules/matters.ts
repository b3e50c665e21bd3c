import { type Given, holds, holdsEverywhere, reaches, roles } from './rights.ts'

type Request = { method: string; path: string; body?: object }

/** A request that concerns no person but the organization, one of its roles or sites, or a thing that somebody owns. */
export type Matter = Request & {
  name: string
  permission: string
  /** For a member who holds the permission at all. */
  verdict: (who: Given) => string
  /** What the owner sends afterwards, so that all is as it was; `makes`: what that gives a new id. */
  undo?: Request & { makes?: string }
}

/** Of the whole organization: only whoever holds the permission everywhere has it for this. `{name}` in a path stands for an id. */
export const concerning =
  (permission: string) =>
  (name: string, method: string, path: string, verdict: (who: Given) => string): Matter => ({
    name,
    method,
    path,
    permission,
    verdict: who => (holdsEverywhere(who, permission) ? verdict(who) : `403 forbidden ${permission}`),
  })

/** The same words as for people: 401, 404 for whoever is no member, 403 that names what is missing. */
export function verdictOn({ permission, verdict }: Matter, standing: string, who: Given): string {
  if (standing === 'nobody') return '401'
  if (standing !== 'member') return '404 not_found'
  return holds(who, permission) ? verdict(who) : `403 forbidden ${permission}`
}

const update = concerning('org:update')

const given = ['member', 'site-admin', 'admin', 'owner', 'only users:update', 'only billing:manage', 'everything']

/** A role that is given to people of every site is held by whoever has it given, and everywhere. */
const handingOut = (name: string, method: string, path: string, role: string): Matter =>
  update(`${name} ${role}`, method, path, who => {
    if (role === 'owner') return '422 validation_failed'
    return roles[role]?.permissions.every(key => holdsEverywhere(who, key)) ? '200' : '403 grant_beyond_own'
  })

const noMappings = { provider: null, mappings: [], unmapped: 'default-roles' }

export const organizationMatters: Matter[] = [
  update('getGroupMappings', 'GET', '/group-mappings', () => '200'),
  ...given.map(
    (role): Matter => ({
      ...handingOut('setGroupMappings to', 'PUT', '/group-mappings', role),
      body: { provider: 'Directory', mappings: [{ group: 'Everybody', roleIds: [`{role:${role}}`] }], unmapped: 'no-access' },
      undo: { method: 'PUT', path: '/group-mappings', body: noMappings },
    }),
  ),
  {
    ...update('changeOrganization', 'PATCH', '', () => '200'),
    body: { name: 'Renamed' },
    undo: { method: 'PATCH', path: '', body: { name: 'Acme' } },
  },
  ...given.map(
    (role): Matter => ({
      ...handingOut('changeOrganization, default role', 'PATCH', '', role),
      body: { settings: { defaultRoleIds: [`{role:${role}}`] } },
      undo: { method: 'PATCH', path: '', body: { settings: { defaultRoleIds: ['rol_member'] } } },
    }),
  ),
]

/** Who holds the permission at sites has it for those; the others are not there. */
const ofSite = (permission: string, site: string, success: string) => (who: Given) =>
  reaches(who, permission, { roles: [], extra: [], sites: [site] }) ? success : '404 not_found'

export const siteMatters: Matter[] = ['north', 'south']
  .flatMap((site): Matter[] => [
    {
      name: `getSite ${site}`,
      method: 'GET',
      path: `/sites/{${site}}`,
      permission: 'sites:read',
      verdict: ofSite('sites:read', site, '200'),
    },
    {
      name: `changeSite ${site}`,
      method: 'PATCH',
      path: `/sites/{${site}}`,
      body: { description: 'Changed' },
      permission: 'sites:manage',
      verdict: ofSite('sites:manage', site, '200'),
      undo: { method: 'PATCH', path: `/sites/{${site}}`, body: { description: '' } },
    },
    {
      name: `deleteSite ${site}`,
      method: 'DELETE',
      path: `/sites/{${site}}`,
      permission: 'sites:manage',
      verdict: ofSite('sites:manage', site, '409 site_in_use'),
    },
  ])
  .concat({
    ...concerning('sites:manage')('createSite', 'POST', '/sites', () => '201'),
    body: { name: 'Another' },
    undo: { method: 'DELETE', path: '/sites/{made}' },
  })

/** Who owns a thing. */
export const keepers: Record<string, Given> = {
  'keeper of north': { roles: ['member'], extra: [], sites: ['north'] },
  'keeper of south': { roles: ['member'], extra: [], sites: ['south'] },
  'keeper of none': { roles: ['member'], extra: [], sites: [] },
}

export const pathOfThing = (keeper: string): string => `/resources/thing/${keeper.replaceAll(' ', '-')}`

const ofThing = (keeper: Given, success: string) => (who: Given) =>
  reaches(who, 'resources:manage', keeper) ? success : '404 not_found'

export const resourceMatters: Matter[] = Object.entries(keepers).flatMap(([name, keeper]): Matter[] => {
  const path = pathOfThing(name)
  const permission = 'resources:manage'
  const body = { ownerId: `{${name}}`, name: 'Thing' }
  return [
    { name: `getResource of ${name}`, method: 'GET', path, permission, verdict: ofThing(keeper, '200') },
    { name: `putResource of ${name}`, method: 'PUT', path, body, permission, verdict: ofThing(keeper, '200') },
    {
      name: `deleteResource of ${name}`,
      method: 'DELETE',
      path,
      permission,
      verdict: ofThing(keeper, '204'),
      undo: { method: 'PUT', path, body },
    },
  ]
})
