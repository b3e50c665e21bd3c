import * as z from 'zod/mini'
import { pageOf, pageQuery } from './fields.ts'
import { resourceParams, resourceShape, resourceWish, userId } from './ownership-fields.ts'
import { route } from './route.ts'

export const putResource = route({
  name: 'putResource',
  method: 'PUT',
  path: '/v1/orgs/{orgId}/resources/{type}/{resourceId}',
  summary: 'Say who owns a thing of the product, and what it is called.',
  permission: 'resources:manage',
  grants: ['table:read', 'table:write'],
  params: resourceParams,
  body: resourceWish,
  response: { status: 200, schema: resourceShape },
  refusals: ['heir_not_active', 'wrong_status', 'stale_version'],
})

export const getResource = route({
  name: 'getResource',
  method: 'GET',
  path: '/v1/orgs/{orgId}/resources/{type}/{resourceId}',
  summary: 'Get one resource, with its owner.',
  permission: 'resources:manage',
  grants: ['table:read'],
  params: resourceParams,
  response: { status: 200, schema: resourceShape },
  refusals: [],
})

export const deleteResource = route({
  name: 'deleteResource',
  method: 'DELETE',
  path: '/v1/orgs/{orgId}/resources/{type}/{resourceId}',
  summary: 'Forget a thing of the product: nobody owns it any more.',
  permission: 'resources:manage',
  grants: ['table:read', 'table:write'],
  params: resourceParams,
  response: { status: 204 },
  refusals: ['stale_version'],
})

export const listResources = route({
  name: 'listResources',
  method: 'GET',
  path: '/v1/orgs/{orgId}/resources',
  summary: 'List resources by type and id, all of them or those of one owner.',
  permission: 'resources:manage',
  grants: ['table:read', 'signing-key:read'],
  query: z.strictObject({ ...pageQuery, ownerId: z.optional(userId) }),
  response: { status: 200, schema: pageOf(resourceShape) },
  refusals: ['invalid_cursor'],
})
