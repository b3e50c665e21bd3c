import * as z from 'zod/mini'
import { email, grantFields, pageOf, pageQuery, personFields, userShape } from './fields.ts'
import { userDetails } from './ownership-fields.ts'
import { route } from './route.ts'
import { userFilters } from './user-query.ts'

export const userSorts = ['name', '-name', 'email', '-email', 'createdAt', '-createdAt', 'lastSignInAt', '-lastSignInAt'] as const

const sort = z._default(z.enum(userSorts), 'name')

export const listUsers = route({
  name: 'listUsers',
  method: 'GET',
  path: '/v1/orgs/{orgId}/users',
  summary: 'List the people of the organization, invited and expired ones included.',
  description: 'The list may lag a write by seconds. A filtered page may be short, even empty, and still have a nextCursor.',
  permission: 'users:read',
  grants: ['table:read', 'signing-key:read'],
  query: z.strictObject({
    ...pageQuery,
    ...userFilters,
    sort,
  }),
  response: { status: 200, schema: pageOf(userShape) },
  refusals: ['invalid_cursor'],
})

export const exportUsers = route({
  name: 'exportUsers',
  method: 'GET',
  path: '/v1/orgs/{orgId}/users.csv',
  summary: 'The same list as CSV: RFC 4180, UTF-8, the field names in the first line.',
  description:
    'One answer holds some ten thousand people. When there are more, the header `Link` with `rel="next"` says where to go on; the further answers have no first line of names, so that all of them make one file. A cell that a spreadsheet would take for a formula gets an apostrophe in front.',
  permission: 'users:read',
  grants: ['table:read', 'signing-key:read'],
  query: z.strictObject({ cursor: pageQuery.cursor, ...userFilters, sort }),
  response: { status: 200, type: 'text/csv; charset=utf-8' },
  refusals: ['invalid_cursor'],
})

export const getUser = route({
  name: 'getUser',
  method: 'GET',
  path: '/v1/orgs/{orgId}/users/{userId}',
  summary: 'Get one user, with what the caller may do to it now.',
  permission: 'users:read',
  grants: ['table:read'],
  response: { status: 200, schema: userDetails },
  refusals: [],
})

export const changeUser = route({
  name: 'changeUser',
  method: 'PATCH',
  path: '/v1/orgs/{orgId}/users/{userId}',
  summary: 'Change names, contact details, roles, extra permissions or sites; never the login email.',
  permission: 'users:update',
  grants: ['table:read', 'table:write'],
  body: z.strictObject({
    email: z.optional(email).check(z.describe('Only as it is: the login email can’t be changed here.')),
    ...personFields,
    ...grantFields,
  }),
  response: { status: 200, schema: userDetails },
  refusals: [
    'beyond_your_rights',
    'grant_beyond_own',
    'login_email_immutable',
    'last_owner',
    'seat_limit_reached',
    'stale_version',
  ],
})

export const suspendUser = route({
  name: 'suspendUser',
  method: 'POST',
  path: '/v1/orgs/{orgId}/users/{userId}/suspend',
  summary: 'Block sign-in and API use from the very next call; keeps seat, resources and history.',
  permission: 'users:update',
  grants: ['table:read', 'table:write'],
  response: { status: 200, schema: userDetails },
  refusals: ['beyond_your_rights', 'wrong_status', 'last_owner', 'stale_version'],
})

export const reactivateUser = route({
  name: 'reactivateUser',
  method: 'POST',
  path: '/v1/orgs/{orgId}/users/{userId}/reactivate',
  summary: 'Give a suspended or inactive person access again, without old sessions and without the Owner role.',
  permission: 'users:update',
  grants: ['table:read', 'table:write'],
  response: { status: 200, schema: userDetails },
  refusals: ['beyond_your_rights', 'wrong_status', 'seat_limit_reached', 'user_limit_reached', 'stale_version'],
})
