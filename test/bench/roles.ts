import type { RosterPermission } from '../../shared/domain/permissions.ts'
import { budgets } from './budgets.ts'
import type { Sheet } from './rows.ts'
import { request, type Scene } from './scene.ts'

const wide: RosterPermission[] = ['users:read', 'users:invite', 'users:update', 'roles:read', 'sites:read', 'audit:read']

/** The organization's own roles: what one costs, how many people have it notwithstanding. */
export async function roles(sheet: Sheet, scene: Scene): Promise<void> {
  const { org } = scene
  const as = (method: string, path: string, body?: unknown, headers = {}) => {
    return { method, path: `/v1/orgs/${org.id}${path}`, token: org.owner.token, body, headers }
  }
  const wish = { name: 'Team lead', description: 'Looks after the people', permissions: ['users:read'] }
  await sheet.ask('createRole', '', budgets.none, as('POST', '/roles', wish))
  const once = as('POST', '/roles', wish, { 'idempotency-key': 'bench-role' })
  await sheet.ask('createRole', 'Idempotency-Key', budgets.none, once)
  await sheet.ask('createRole', 'the same key again', budgets.reading, once)
  await sheet.ask('listRoles', '', budgets.reading, as('GET', '/roles?limit=100'))
  const [role, other] = scene.roleIds
  await sheet.ask('getRole', '', budgets.reading, as('GET', `/roles/${role}`))
  await sheet.ask(
    'changeRole',
    `permissions, of ${scene.people.length} people`,
    budgets.changeRole,
    as('PATCH', `/roles/${role}`, { permissions: wide }),
  )
  await sheet.ask('previewRole', '50 people', budgets.reading, as('POST', `/roles/${role}/preview`, { permissions: [] }))
  await sheet.ask('getAccess', '', budgets.oneUser, as('GET', `/users/${scene.someone().user.id}/access`))
  await sheet.ask('deleteRole', 'replaced', budgets.none, as('DELETE', `/roles/${role}?replaceWith=${other}`))
  const { body } = await request(sheet.stack, as('POST', '/roles', wish))
  await sheet.ask('deleteRole', 'that nobody has', budgets.none, as('DELETE', `/roles/${body.id}`))
}
