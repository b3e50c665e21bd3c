import * as z from 'zod/mini'
import { pageOf } from './fields.ts'
import { route } from './route.ts'
import { sessionShape } from './session-fields.ts'

const lag = 'A sign-in of the last few seconds may be missing.'

export const listMySessions = route({
  name: 'listMySessions',
  method: 'GET',
  path: '/v1/me/sessions',
  summary: 'List where one is signed in, the latest activity first.',
  description: lag,
  permission: 'signed-in',
  grants: ['table:read', 'sessions:read'],
  response: { status: 200, schema: pageOf(sessionShape) },
  refusals: ['forbidden'],
})

export const endMySessions = route({
  name: 'endMySessions',
  method: 'DELETE',
  path: '/v1/me/sessions',
  summary: 'End all own sessions but the one that asks.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write', 'sessions:read', 'sessions:end'],
  response: { status: 204 },
  refusals: ['forbidden'],
})

export const endMySession = route({
  name: 'endMySession',
  method: 'DELETE',
  path: '/v1/me/sessions/{sessionId}',
  summary: 'End one of the own sessions, which may be the one that asks.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write', 'sessions:read', 'sessions:end'],
  response: { status: 204 },
  refusals: ['forbidden', 'not_found', 'rate_limited'],
})

export const listUserSessions = route({
  name: 'listUserSessions',
  method: 'GET',
  path: '/v1/orgs/{orgId}/users/{userId}/sessions',
  summary: 'List where somebody is signed in, the latest activity first.',
  description: `${lag} Empty for somebody who is not active here.`,
  permission: 'users:sessions',
  grants: ['table:read', 'sessions:read'],
  response: {
    status: 200,
    schema: z.extend(pageOf(sessionShape), {
      withheld: z
        .boolean()
        .check(z.describe('True for somebody who belongs to other organizations, too: what they do there is not shown here.')),
    }),
  },
  refusals: ['beyond_your_rights'],
})

export const endUserSessions = route({
  name: 'endUserSessions',
  method: 'DELETE',
  path: '/v1/orgs/{orgId}/users/{userId}/sessions',
  summary: 'End all sessions of somebody.',
  description:
    'Of somebody who belongs to other organizations, too, they end for this organization only. Nobody who is not active here has any.',
  permission: 'users:sessions',
  grants: ['table:read', 'table:write', 'sessions:read', 'sessions:end'],
  response: { status: 204 },
  refusals: ['beyond_your_rights'],
})

export const endUserSession = route({
  name: 'endUserSession',
  method: 'DELETE',
  path: '/v1/orgs/{orgId}/users/{userId}/sessions/{sessionId}',
  summary: 'End one session of somebody.',
  permission: 'users:sessions',
  grants: ['table:read', 'table:write', 'sessions:read', 'sessions:end'],
  response: { status: 204 },
  refusals: ['beyond_your_rights', 'rate_limited'],
})
