import { userSorts } from '../../shared/routes/users.ts'
import { budgets } from './budgets.ts'
import { sumOf } from './calls.ts'
import { type Cost, worstOf } from './measure.ts'
import type { Sheet } from './rows.ts'
import { request, type Scene } from './scene.ts'

const get = (path: string, { caller }: Scene) => ({ method: 'GET', path, token: caller.token })

/** What a read costs a caller with one role, or with twenty. */
export async function readings(sheet: Sheet, scene: Scene, variant: 'one role' | '20 roles'): Promise<void> {
  const few = variant === 'one role'
  const { org, people } = scene
  const at = `/v1/orgs/${org.id}`
  const [person] = people
  const one = await sheet.ask(
    'getUser',
    variant,
    few ? budgets.oneUserFewRoles : budgets.oneUser,
    get(`${at}/users/${person?.user.id}`, scene),
  )
  const own = one.charges.filter(
    ({ key }) => key?.endsWith(`USER#${scene.caller.id}`) || key?.endsWith('\nORG') || key?.endsWith('\nROLES'),
  )
  sheet.add('(authorize)', variant, few ? budgets.authorizeFewRoles : budgets.authorize, { hops: 1, ...sumOf(own), cognito: 0 })
  await sheet.ask('getMe', variant, budgets.reading, get('/v1/me', scene))
  await sheet.ask('getOrganization', variant, budgets.reading, get(at, scene))
  await sheet.ask('listRoles', variant, budgets.reading, get(`${at}/roles`, scene))
  await sheet.ask('listPermissions', variant, budgets.reading, get(`/v1/permissions?orgId=${org.id}`, scene))
  await sheet.ask('listInvitations', `50, ${variant}`, budgets.reading, get(`${at}/invitations`, scene))
  await sheet.ask('getInvitation', variant, budgets.reading, get(`${at}/invitations/${person?.invitation.id}`, scene))
  await listing(sheet, scene, variant)
}

async function listing(sheet: Sheet, scene: Scene, variant: string): Promise<void> {
  const users = `/v1/orgs/${scene.org.id}/users`
  const costs: Cost[] = []
  for (const sort of userSorts) costs.push((await sheet.measure(() => full(sheet, get(`${users}?sort=${sort}`, scene)))).cost)
  await sheet.ask('exportUsers', `300, ${variant}`, budgets.reading, get(`${users}.csv`, scene))
  sheet.add('listUsers', `50, the worst of ${userSorts.length} sorts, ${variant}`, budgets.page, worstOf(costs))
  await sheet.ask('listUsers', `50, status=active, ${variant}`, budgets.statusPage, get(`${users}?status=active`, scene))
}

/** Asks for a page, which must be full. */
async function full(sheet: Sheet, asked: Parameters<typeof request>[1]): Promise<void> {
  const { body } = await request(sheet.stack, asked)
  if (body.items.length !== 50) throw new Error(`${asked.path}: ${body.items.length} people, not a full page`)
}
