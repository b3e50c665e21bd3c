import * as z from 'zod/mini'
import { pageOf, pageQuery, roleShape } from './fields.ts'
import { accessShape, limitInWords, previewShape, previewWish, roleChange, roleDeletion, roleWish } from './role-fields.ts'
import { route } from './route.ts'

export const listRoles = route({
  name: 'listRoles',
  method: 'GET',
  path: '/v1/orgs/{orgId}/roles',
  summary: 'List the roles: the built-in ones first, then the organization’s own by name.',
  permission: 'roles:read',
  grants: ['table:read', 'signing-key:read'],
  query: z.strictObject(pageQuery),
  response: { status: 200, schema: pageOf(roleShape) },
  refusals: ['invalid_cursor'],
})

export const createRole = route({
  name: 'createRole',
  method: 'POST',
  path: '/v1/orgs/{orgId}/roles',
  summary: 'Make a role of the organization’s own.',
  description: `Whoever makes it holds all of its permissions, and not only at some sites. ${limitInWords}`,
  permission: 'roles:manage',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  idempotent: true,
  body: roleWish,
  response: { status: 201, schema: roleShape },
  refusals: ['grant_beyond_own', 'role_limit_reached', 'idempotency_key_reused'],
})

export const getRole = route({
  name: 'getRole',
  method: 'GET',
  path: '/v1/orgs/{orgId}/roles/{roleId}',
  summary: 'Get one role.',
  permission: 'roles:read',
  grants: ['table:read'],
  response: { status: 200, schema: roleShape },
  refusals: [],
})

export const changeRole = route({
  name: 'changeRole',
  method: 'PATCH',
  path: '/v1/orgs/{orgId}/roles/{roleId}',
  summary: 'Change a role, for everybody who has it, from their next call on.',
  description: 'Whoever changes it holds all that it gives before and after. `POST …/preview` tells whom a change affects.',
  permission: 'roles:manage',
  grants: ['table:read', 'table:write'],
  body: roleChange,
  response: { status: 200, schema: roleShape },
  refusals: ['beyond_your_rights', 'grant_beyond_own', 'role_built_in', 'role_limit_reached', 'stale_version'],
})

export const deleteRole = route({
  name: 'deleteRole',
  method: 'DELETE',
  path: '/v1/orgs/{orgId}/roles/{roleId}',
  summary: 'Delete a role; whoever has it gets the one of `replaceWith` in its place.',
  description:
    'The role is gone at once, and its people have the other one from their next call on; their rows follow in the background, each with an audit event. ' +
    'Where it is a default role of the organization, the other one takes that place, too.',
  permission: 'roles:manage',
  grants: ['table:read', 'table:write'],
  query: roleDeletion,
  response: { status: 204 },
  refusals: ['role_in_use', 'role_built_in', 'beyond_your_rights', 'grant_beyond_own', 'seat_limit_reached', 'stale_version'],
})

export const previewRole = route({
  name: 'previewRole',
  method: 'POST',
  path: '/v1/orgs/{orgId}/roles/{roleId}/preview',
  summary: 'Tell whom a change of the role’s permissions would affect, and what they gain and lose; changes nothing.',
  permission: 'roles:manage',
  grants: ['table:read', 'signing-key:read'],
  query: z.strictObject(pageQuery),
  body: previewWish,
  response: { status: 200, schema: previewShape },
  refusals: ['invalid_cursor'],
})

export const getAccess = route({
  name: 'getAccess',
  method: 'GET',
  path: '/v1/orgs/{orgId}/users/{userId}/access',
  summary: 'Tell why somebody may do what they may do: each permission with the roles and extra grants that it comes from.',
  permission: 'users:read',
  grants: ['table:read'],
  response: { status: 200, schema: accessShape },
  refusals: [],
})
