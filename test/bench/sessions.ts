import { addMember } from '../support/people.ts'
import { openSession } from '../support/tokens.ts'
import { budgets } from './budgets.ts'
import type { Sheet } from './rows.ts'
import { request, type Scene } from './scene.ts'

/** From the own sessions to those of somebody else, each with one more to end. */
export async function sessions(sheet: Sheet, { org, caller }: Scene): Promise<void> {
  const person = await addMember(sheet.stack, org)
  const { access } = await openSession(sheet.stack, person.email)
  const another = () => openSession(sheet.stack, person.email)
  const theirs = `/v1/orgs/${org.id}/users/${person.id}/sessions`
  const mine = (method: string, id = '') => ({ method, path: `/v1/me/sessions${id}`, token: access })
  const asked = (method: string, id = '') => ({ method, path: `${theirs}${id}`, token: caller.token })
  const newest = async () => (await request(sheet.stack, asked('GET'))).body.items[0].id
  await another()
  await sheet.ask('listMySessions', '', budgets.reading, mine('GET'))
  await sheet.ask('listUserSessions', '', budgets.reading, asked('GET'))
  await sheet.ask('endMySession', '', budgets.none, mine('DELETE', `/${await newest()}`))
  await another()
  await sheet.ask('endMySessions', '', budgets.none, mine('DELETE'))
  await another()
  await sheet.ask('endUserSession', '', budgets.none, asked('DELETE', `/${await newest()}`))
  await another()
  await sheet.ask('endUserSessions', '', budgets.none, asked('DELETE'))
}
