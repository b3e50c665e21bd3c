import * as z from 'zod/mini'
import { leaveQuery, removalPreview, removalQuery, userDetails, userId } from './ownership-fields.ts'
import { route } from './route.ts'

export const removeUser = route({
  name: 'removeUser',
  method: 'DELETE',
  path: '/v1/orgs/{orgId}/users/{userId}',
  summary: 'Remove somebody: inactive, without access or seat; or, permanently, erase them.',
  description:
    'Who owns resources needs `transferTo`: the resources move in the background, and the user’s `transfer` tells how far they are. ' +
    '`permanent=true&confirm={userId}` erases somebody suspended or inactive, which nothing can undo. ' +
    '`dryRun=true` changes nothing and tells what would happen.',
  permission: 'users:delete',
  grants: ['table:read', 'table:write'],
  query: removalQuery,
  response: { status: 200, schema: z.union([userDetails, removalPreview]), orEmpty: 'Erased: nothing is left to show.' },
  refusals: ['beyond_your_rights', 'wrong_status', 'last_owner', 'transfer_required', 'heir_not_active', 'stale_version'],
})

export const leaveOrganization = route({
  name: 'leaveOrganization',
  method: 'POST',
  path: '/v1/orgs/{orgId}/leave',
  summary: 'End the own membership, as a removal does.',
  permission: 'member',
  grants: ['table:read', 'table:write'],
  query: leaveQuery,
  response: { status: 200, schema: userDetails },
  refusals: ['wrong_status', 'last_owner', 'transfer_required', 'heir_not_active'],
})

export const moveResources = route({
  name: 'moveResources',
  method: 'POST',
  path: '/v1/orgs/{orgId}/users/{userId}/transfer',
  summary: 'Move everything that somebody owns to somebody else, without removing anybody.',
  description: 'The resources move in the background; the user’s `transfer` tells how far they are.',
  permission: 'users:update',
  grants: ['table:read', 'table:write'],
  body: z.strictObject({ toUserId: userId }),
  response: { status: 200, schema: userDetails },
  refusals: ['beyond_your_rights', 'wrong_status', 'heir_not_active', 'stale_version'],
})
