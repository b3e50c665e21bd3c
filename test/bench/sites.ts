import { MEMBER } from '../../shared/domain/roles.ts'
import { settle } from '../support/api.ts'
import { times } from '../support/figures.ts'
import { freshEmail, inviteMany } from '../support/people.ts'
import { budgets } from './budgets.ts'
import { entryOf } from './people.ts'
import type { Sheet } from './rows.ts'
import { request, type Scene } from './scene.ts'

let made = 800_000

/** A site of so many people, who have no other. */
export async function seedSite({ stack }: Pick<Sheet, 'stack'>, { org, caller }: Scene, count: number): Promise<string> {
  const body = { name: freshEmail('site') }
  const site = await request(stack, { method: 'POST', path: `/v1/orgs/${org.id}/sites`, token: caller.token, body })
  const siteIds = [site.body.id]
  const entries = times(count).map(() => ({ ...entryOf(made++, [MEMBER]), email: freshEmail('at-site'), siteIds }))
  const { body: told } = await inviteMany(stack, org, entries)
  if (!told.results.every(({ status }: { status: string }) => status === 'created'))
    throw new Error('Not everybody is at the site.')
  await settle(stack)
  return site.body.id
}

/** The organization's own settings, its sites, and what giving somebody a site costs. */
export async function sites(sheet: Sheet, scene: Scene): Promise<void> {
  const { org, caller } = scene
  const base = `/v1/orgs/${org.id}`
  const as = (method: string, path: string, body?: unknown, headers = {}) => {
    return { method, path: base + path, token: caller.token, body, headers }
  }
  const days = { settings: { invitationTtlDays: 60 } }
  await sheet.ask('changeOrganization', 'one setting', budgets.none, as('PATCH', '', days))
  await sheet.ask('changeOrganization', 'nothing', budgets.reading, as('PATCH', '', days))
  const create = (key?: string) =>
    as('POST', '/sites', { name: freshEmail('Warehouse'), description: 'In the north' }, key && { 'idempotency-key': key })
  await sheet.ask('createSite', '', budgets.none, create())
  const once = create('bench-site')
  await sheet.ask('createSite', 'Idempotency-Key', budgets.none, once)
  await sheet.ask('createSite', 'the same key again', budgets.reading, once)
  for (const _ of times(50)) await request(sheet.stack, create())
  await sheet.ask('listSites', '50', budgets.reading, as('GET', '/sites?limit=50'))
  const site = await seedSite(sheet, scene, 100)
  await sheet.ask('getSite', '', budgets.reading, as('GET', `/sites/${site}`))
  await sheet.ask('changeSite', 'name', budgets.none, as('PATCH', `/sites/${site}`, { name: freshEmail('Warehouse') }))
  const user = `/users/${scene.someone().user.id}`
  await sheet.ask('changeUser', 'a site', budgets.changeUser, as('PATCH', user, { siteIds: [site] }))
  const other = await seedSite(sheet, scene, 1)
  const gone = as('DELETE', `/sites/${site}?replaceWith=${other}`)
  await sheet.ask('deleteSite', '', budgets.none, gone)
  const asked = await seedSite(sheet, scene, 100)
  const { cost } = await sheet.measure(() => refusedFor(sheet, as('DELETE', `/sites/${asked}`)))
  sheet.add('deleteSite', 'asked first: 100 people', budgets.reading, cost)
}

async function refusedFor({ stack }: Sheet, asked: Parameters<typeof request>[1]): Promise<void> {
  const told = await request(stack, asked).then(
    ({ text }) => text,
    error => String(error),
  )
  if (!told.includes('site_in_use')) throw new Error(`Nobody was asked: ${told}`)
}
