import * as z from 'zod/mini'
import { pageOf, pageQuery } from './fields.ts'
import { route } from './route.ts'
import { limitInWords, siteChange, siteDeletion, siteShape, siteWish } from './site-fields.ts'

export const listSites = route({
  name: 'listSites',
  method: 'GET',
  path: '/v1/orgs/{orgId}/sites',
  summary: 'List the sites by name.',
  description: 'Whoever reads sites only through site-bound roles sees the own ones.',
  permission: 'sites:read',
  grants: ['table:read', 'signing-key:read'],
  query: z.strictObject(pageQuery),
  response: { status: 200, schema: pageOf(siteShape) },
  refusals: ['invalid_cursor'],
})

export const createSite = route({
  name: 'createSite',
  method: 'POST',
  path: '/v1/orgs/{orgId}/sites',
  summary: 'Make a site.',
  description: limitInWords,
  permission: 'sites:manage',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  idempotent: true,
  body: siteWish,
  response: { status: 201, schema: siteShape },
  refusals: ['site_name_taken', 'site_limit_reached', 'idempotency_key_reused'],
})

export const getSite = route({
  name: 'getSite',
  method: 'GET',
  path: '/v1/orgs/{orgId}/sites/{siteId}',
  summary: 'Get one site.',
  permission: 'sites:read',
  grants: ['table:read'],
  response: { status: 200, schema: siteShape },
  refusals: [],
})

export const changeSite = route({
  name: 'changeSite',
  method: 'PATCH',
  path: '/v1/orgs/{orgId}/sites/{siteId}',
  summary: 'Change the name or the description of a site.',
  permission: 'sites:manage',
  grants: ['table:read', 'table:write'],
  body: siteChange,
  response: { status: 200, schema: siteShape },
  refusals: ['site_name_taken', 'stale_version'],
})

export const deleteSite = route({
  name: 'deleteSite',
  method: 'DELETE',
  path: '/v1/orgs/{orgId}/sites/{siteId}',
  summary: 'Delete a site, and take it from everybody who has it or give them another one.',
  description:
    'While people have it, this needs `confirm` or `replaceWith`; the refusal says how many have it, and how many of them no other. ' +
    'The site is gone at once and gives nobody anything any more; the people’s rows follow in the background, each with an audit event.',
  permission: 'sites:manage',
  grants: ['table:read', 'table:write'],
  query: siteDeletion,
  response: { status: 204 },
  refusals: ['site_in_use', 'grant_beyond_own', 'stale_version'],
})
