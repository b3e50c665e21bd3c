import * as z from 'zod/mini'
import { locales, userStatuses } from '../domain/users.ts'
import { organizationChange, organizationShape } from './organization-fields.ts'
import { route } from './route.ts'

const sites = z.union([z.literal('all'), z.array(z.string())])

export const getMe = route({
  name: 'getMe',
  method: 'GET',
  path: '/v1/me',
  summary: 'Tell who is signed in, and for each organization what they are and may do there.',
  permission: 'signed-in',
  grants: ['table:read'],
  response: {
    status: 200,
    schema: z.object({
      id: z.string(),
      email: z.string(),
      emailVerified: z.boolean().check(z.describe('Whether the mailbox of the login email has proved itself.')),
      username: z.nullable(z.string()),
      activeOrgId: z.nullable(z.string()).check(z.describe('Which organization new tokens speak for.')),
      memberships: z.array(
        z.object({
          organization: z.object({ id: z.string(), name: z.string() }),
          user: z.object({
            id: z.string(),
            firstName: z.nullable(z.string()),
            lastName: z.nullable(z.string()),
            displayName: z.string(),
            communicationEmail: z.nullable(z.string()),
            phone: z.nullable(z.string()),
            locale: z.enum(locales),
            status: z.enum(userStatuses),
          }),
          roles: z.array(z.object({ id: z.string(), name: z.string() })),
          permissions: z.array(z.string()).check(z.describe('Effective: of all roles and extra permissions together.')),
          sites,
          mfaRequired: z
            .optional(z.boolean())
            .check(
              z.describe(
                'Whether the organization asks for a second factor that this sign-in lacks: nothing else there is open.',
              ),
            ),
        }),
      ),
    }),
  },
  refusals: ['forbidden'],
})

export const getOrganization = route({
  name: 'getOrganization',
  method: 'GET',
  path: '/v1/orgs/{orgId}',
  summary: 'Get the organization: settings, counts, seats, warnings.',
  permission: 'member',
  grants: ['table:read'],
  response: { status: 200, schema: organizationShape },
  refusals: [],
})

export const changeOrganization = route({
  name: 'changeOrganization',
  method: 'PATCH',
  path: '/v1/orgs/{orgId}',
  summary: 'Rename the organization, or change some of its settings.',
  description:
    'What is left out stays as it is. Whoever sets `defaultRoleIds` must hold all that those roles give; whoever sets `requireMfa` needs a second factor from the next call on, like everybody.',
  permission: 'org:update',
  grants: ['table:read', 'table:write'],
  body: organizationChange,
  response: { status: 200, schema: organizationShape },
  refusals: ['grant_beyond_own', 'stale_version'],
})

export const listPermissions = route({
  name: 'listPermissions',
  method: 'GET',
  path: '/v1/permissions',
  summary: 'List every permission there is, Roster’s own and the product’s.',
  permission: 'signed-in',
  grants: ['table:read'],
  query: z.strictObject({ orgId: z.optional(z.string().check(z.maxLength(80), z.describe('Whose rights decide `grantable`.'))) }),
  response: {
    status: 200,
    schema: z.object({
      items: z.array(
        z.object({
          key: z.string(),
          title: z.string(),
          description: z.string(),
          grantable: z.boolean().check(z.describe('Whether the caller may give it to others in `orgId`; false without `orgId`.')),
        }),
      ),
    }),
  },
  refusals: ['forbidden', 'mfa_required', 'not_found'],
})
