/** A9, M6: what Roster itself lets people do. A product adds its own in `shared/settings.ts`. */
export type PermissionEntry = { key: string; title: string; description: string }

export const rosterPermissions = [
  { key: 'org:update', title: 'Change the organization', description: 'Rename it, change its settings and its group mappings.' },
  { key: 'users:read', title: 'View users', description: 'See the users list, its people and their invitations.' },
  { key: 'users:create', title: 'Create users', description: 'Create accounts directly, with a temporary password.' },
  { key: 'users:invite', title: 'Invite users', description: 'Send, change, resend and cancel invitations.' },
  {
    key: 'users:update',
    title: 'Change users',
    description: 'Edit people, their roles and sites; suspend and re-activate them.',
  },
  { key: 'users:delete', title: 'Remove users', description: 'Remove people and delete them permanently.' },
  { key: 'users:reset-password', title: 'Reset passwords', description: 'Set a temporary password or mail a reset link.' },
  { key: 'users:sessions', title: 'Manage sessions', description: "See and end other people's sessions." },
  { key: 'roles:read', title: 'View roles', description: 'See the roles and what they permit.' },
  { key: 'roles:manage', title: 'Manage roles', description: 'Create, change and delete custom roles.' },
  { key: 'sites:read', title: 'View sites', description: 'See the sites.' },
  { key: 'sites:manage', title: 'Manage sites', description: 'Create, change and delete sites.' },
  { key: 'resources:manage', title: 'Manage resources', description: 'Say who owns which resource.' },
  { key: 'audit:read', title: 'Read the audit log', description: 'See who did what, and prove that nothing was changed since.' },
  { key: 'billing:manage', title: 'Manage billing', description: 'See billing, add products and manage payment methods.' },
] as const satisfies PermissionEntry[]

export type RosterPermission = (typeof rosterPermissions)[number]['key']

/** Roster's own permissions and the product's, as one list. */
export const catalogue = (productPermissions: PermissionEntry[]): PermissionEntry[] => [
  ...rosterPermissions,
  ...productPermissions,
]
