import type { Invitation } from '../../shared/domain/invitations.ts'
import { nothingGone } from '../../shared/domain/ledger.ts'
import type { Caller } from '../../shared/domain/lifecycle.ts'
import { catalogue } from '../../shared/domain/permissions.ts'
import { Refusal } from '../../shared/domain/refusals.ts'
import { type Grants, rightsOf } from '../../shared/domain/rights.ts'
import { MEMBER, type Role, rolesOf } from '../../shared/domain/roles.ts'
import type { User, UserRecord } from '../../shared/domain/users.ts'

export const at = '2030-05-01T12:00:00.000Z'
export const later = '2030-05-02T12:00:00.000Z'

const custom = (id: string, permissions: string[], siteBound = false): Role => ({
  id,
  name: id.replace('rol_', ''),
  permissions,
  siteBound,
  builtIn: false,
  version: 1,
  formerIds: [],
})

/** Roster's permissions and one of a product around it. */
export const permissions = catalogue([{ key: 'reports:read', title: 'Read reports', description: '' }])

/** The built-in roles and some that a customer could make. */
export const roles = rolesOf(permissions, [
  custom('rol_powerless', []),
  custom('rol_reader', ['users:read']),
  custom('rol_site_reader', ['users:read'], true),
  custom('rol_updater', ['users:read', 'users:update']),
  custom('rol_inviter', ['users:read', 'users:invite']),
  custom('rol_remover', ['users:read', 'users:delete']),
  custom('rol_site_remover', ['users:read', 'users:delete'], true),
  custom(
    'rol_like_admin',
    permissions.map(({ key }) => key).filter(key => key !== 'billing:manage'),
  ),
])

export const user = (some: Partial<User> = {}): User => ({
  id: 'usr_target',
  email: 'target@example.com',
  communicationEmail: null,
  firstName: 'Tara',
  lastName: 'Get',
  displayName: null,
  phone: null,
  locale: 'en',
  status: 'active',
  roleIds: [MEMBER],
  extraPermissions: [],
  siteIds: [],
  mustChangePassword: false,
  createdAt: '2030-01-01T00:00:00.000Z',
  updatedAt: '2030-01-01T00:00:00.000Z',
  joinedAt: some.status === 'invited' || some.status === 'expired' ? null : '2030-01-02T00:00:00.000Z',
  displacedAt: null,
  managedBy: null,
  withheldAt: null,
  version: 3,
  ...some,
})

/** Such a user with what stands beside it. */
export const record = (given: User, some: Partial<UserRecord> = {}): UserRecord => ({
  user: given,
  invitation: null,
  lastSignInAt: null,
  sessionsValidAfter: 0,
  owns: 0,
  handingOver: null,
  receiving: 0,
  groups: [],
  ...some,
})

export const invitation = (some: Partial<Invitation> = {}): Invitation => ({
  id: 'inv_1',
  orgId: 'org_1',
  userId: 'usr_target',
  email: 'target@example.com',
  username: null,
  mailTo: 'target@example.com',
  status: 'pending',
  tokenVersion: 1,
  expiresAt: '2030-05-30T00:00:00.000Z',
  invitedBy: { id: 'usr_caller', name: 'Cal Ler' },
  backedBy: 'usr_caller',
  message: null,
  timeZone: null,
  delivery: { state: 'sent', at: '2030-04-30T00:00:00.000Z' },
  deliveryTimes: { queued: '2030-04-30T00:00:00.000Z', sent: '2030-04-30T00:00:00.000Z' },
  reason: null,
  createdAt: '2030-04-30T00:00:00.000Z',
  updatedAt: '2030-04-30T00:00:00.000Z',
  version: 1,
  ...some,
})

export const grants = (roleIds: string[], siteIds: Grants['siteIds'] = [], extraPermissions: string[] = []): Grants => ({
  roleIds,
  siteIds,
  extraPermissions,
})

export const callerWith = (held: Grants): Caller => ({
  userId: 'usr_caller',
  orgId: 'org_1',
  name: 'Cal Ler',
  rights: rightsOf(held, roles),
  ledger: nothingGone,
})

/** The refusal that this throws; fails when it throws none. */
export function refusalFrom(work: () => unknown): Refusal {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('It was not refused.')
}

/** `ok`, or the code of the refusal. */
export function verdictOf(work: () => unknown): string {
  try {
    work()
    return 'ok'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}
