import { settle } from '../support/api.ts'
import { addMember } from '../support/people.ts'
import { seedResources } from '../support/resources.ts'
import { budgets } from './budgets.ts'
import type { Sheet } from './rows.ts'
import type { Scene } from './scene.ts'

/** Who owns what, and what becomes of it and of those who go. */
export async function removing(sheet: Sheet, scene: Scene): Promise<void> {
  const { stack } = sheet
  const { org, caller } = scene
  const base = `/v1/orgs/${org.id}`
  const as = (method: string, path: string, body?: unknown, token = caller.token) => ({ method, path: base + path, body, token })
  const pathOf = (id: string) => `/users/${id}`
  const [thing, keeper] = ['/resources/pipeline/0193c1f8-2f4b-7a66', await addMember(stack, org)]
  await seedResources(stack, org, keeper, 60)
  const put = (ownerId: string) => as('PUT', thing, { ownerId, name: 'Sales in the north, next year' })
  await sheet.ask('putResource', 'new', budgets.none, put(keeper.id))
  await sheet.ask('putResource', 'another owner', budgets.none, put(caller.id))
  await sheet.ask('getResource', '', budgets.reading, as('GET', thing))
  await sheet.ask('listResources', '50', budgets.reading, as('GET', '/resources?limit=50'))
  await sheet.ask('listResources', '50, one owner', budgets.reading, as('GET', `/resources?limit=50&ownerId=${keeper.id}`))
  await sheet.ask('deleteResource', '', budgets.none, as('DELETE', thing))
  const gone = pathOf(scene.someone().user.id)
  await sheet.ask('removeUser', 'a dry run', budgets.reading, as('DELETE', `${gone}?dryRun=true`))
  await sheet.ask('removeUser', 'owns nothing', budgets.changeUser, as('DELETE', gone))
  const erase = `${gone}?permanent=true&confirm=${gone.split('/').at(-1)}`
  await sheet.ask('removeUser', 'erased', budgets.none, as('DELETE', erase))
  const leaver = await addMember(stack, org)
  await sheet.ask('leaveOrganization', 'owns nothing', budgets.changeUser, as('POST', '/leave', undefined, leaver.token))
  const heir = (await addMember(stack, org)).id
  await sheet.ask('moveResources', '60', budgets.none, as('POST', `${pathOf(keeper.id)}/transfer`, { toUserId: heir }))
  await settle(stack)
  await sheet.ask('removeUser', 'owns 60', budgets.none, as('DELETE', `${pathOf(heir)}?transferTo=${caller.id}`))
}
