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

const defaults = ['member', 'site-admin', 'admin', 'owner', 'only users:update', 'only billing:manage', 'everything']

export const organizationMatters: Matter[] = [
  {
    ...update('changeOrganization', 'PATCH', '', () => '200'),
    body: { name: 'Renamed' },
    undo: { method: 'PATCH', path: '', body: { name: 'Acme' } },
  },
  ...defaults.map((name): Matter => {
    const gives = roles[name]?.permissions ?? []
    const possible = name === 'owner' ? '422 validation_failed' : '200'
    return {
      ...update(`changeOrganization, default role ${name}`, 'PATCH', '', who =>
        name === 'owner' || gives.every(key => holdsEverywhere(who, key)) ? possible : '403 grant_beyond_own',
      ),
      body: { settings: { defaultRoleIds: [`{role:${name}}`] } },
      undo: { method: 'PATCH', path: '', body: { settings: { defaultRoleIds: ['rol_member'] } } },
    }
  }),
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
