import * as z from 'zod/mini'
import { route } from './route.ts'

/** A page is for browsers, which come back from the login with a code and from anywhere with what a link was tagged with. */
const anyQuery = z.looseObject({})

export const health = route({
  name: 'health',
  method: 'GET',
  path: '/health',
  summary: 'Say that the API answers, and in which version.',
  permission: 'public',
  grants: [],
  response: { status: 200, schema: z.object({ status: z.literal('ok'), version: z.string() }) },
  refusals: [],
})

export const openapi = route({
  name: 'openapi',
  method: 'GET',
  path: '/v1/openapi.json',
  summary: 'Give this document.',
  permission: 'public',
  grants: [],
  response: { status: 200, schema: z.record(z.string(), z.unknown()) },
  refusals: [],
})

export const homePage = route({
  name: 'homePage',
  method: 'GET',
  path: '/',
  query: anyQuery,
  summary: 'Show a small page on which a person signs in and sees who they are.',
  permission: 'public',
  grants: ['pages:read'],
  response: { status: 200, type: 'text/html; charset=utf-8' },
  refusals: [],
})

export const acceptPage = route({
  name: 'acceptPage',
  method: 'GET',
  path: '/accept',
  query: anyQuery,
  summary: 'Show the page behind the link of an invitation mail; the token stands behind # and never reaches a server in a URL.',
  permission: 'public',
  grants: ['pages:read'],
  response: { status: 200, type: 'text/html; charset=utf-8' },
  refusals: [],
})

export const resetPage = route({
  name: 'resetPage',
  method: 'GET',
  path: '/reset',
  query: anyQuery,
  summary:
    'Show the page behind the link of a mail for a new password; the code stands behind # and never reaches a server in a URL.',
  permission: 'public',
  grants: ['pages:read'],
  response: { status: 200, type: 'text/html; charset=utf-8' },
  refusals: [],
})

export const pageAsset = route({
  name: 'pageAsset',
  method: 'GET',
  path: '/assets/{file}',
  summary: 'Give a script or a style sheet of the pages.',
  permission: 'public',
  grants: ['pages:read'],
  response: { status: 200, type: 'text/javascript; charset=utf-8' },
  refusals: ['not_found'],
})

/** API Gateway's `$default` route: not one of the contract, so not in the list of routes. */
export const notFoundRoute = route({
  name: 'notFound',
  method: 'GET',
  path: '/{proxy+}',
  summary: 'Answer every other method and path with 404.',
  permission: 'public',
  grants: [],
  response: { status: 404 },
  refusals: ['not_found'],
})
