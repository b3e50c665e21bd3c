import { mappingsShape, mappingsWish } from './group-fields.ts'
import { route } from './route.ts'

export const getGroupMappings = route({
  name: 'getGroupMappings',
  method: 'GET',
  path: '/v1/orgs/{orgId}/group-mappings',
  summary: 'Tell which roles the groups of an identity provider give.',
  permission: 'org:update',
  grants: ['table:read', 'providers:read'],
  response: { status: 200, schema: mappingsShape },
  refusals: [],
})

export const setGroupMappings = route({
  name: 'setGroupMappings',
  method: 'PUT',
  path: '/v1/orgs/{orgId}/group-mappings',
  summary: 'Set which roles the groups of an identity provider give, all at once.',
  description:
    'They count from each person’s next sign-in through the provider on, and from then on their roles can’t be edited by hand. Whoever sets them must hold all that the roles give, and that those gave which they replace; with `default-roles` also all that the organization’s default roles give.',
  permission: 'org:update',
  grants: ['table:read', 'table:write', 'providers:read'],
  body: mappingsWish,
  response: { status: 200, schema: mappingsShape },
  refusals: ['grant_beyond_own', 'stale_version'],
})
