import { beforeAll, expect, test } from 'vitest'
import { type Answer, ask, type Json } from '../support/api.ts'
import { figure, times } from '../support/figures.ts'
import { addMember, createBusyOrg, freshEmail, type Member, makeRole, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { putRows } from '../support/records.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createBusyOrg(stack())
})

type How = { by?: Member; body?: unknown; headers?: Record<string, string>; of?: Org }
const sites = (method: string, path = '', { by, body, headers, of = org }: How = {}): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${of.id}/sites${path}`, { token: (by ?? of.owner).token, body, headers })
const create = (name: string, more: object = {}, how: How = {}) => sites('POST', '', { ...how, body: { name, ...more } })
const made = async (name: string, of = org): Promise<Json> => {
  const { status, body, text } = await create(name, {}, { of })
  if (status !== 201) throw new Error(text)
  return body
}
const events = async (siteId: string, of = org): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), of.id).filter(({ target }) => target.id === siteId)

/** The names of every page of the list. */
async function names(of: Org, by: Member = of.owner, limit = 100): Promise<string[]> {
  const found: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await sites('GET', `?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { by, of })
    expect(body.items.length).toBeLessThanOrEqual(limit)
    found.push(...body.items.map((site: Json) => site.name))
    cursor = body.nextCursor
  } while (cursor)
  return found
}

test('T2: a site is made, read, renamed and described, each with its version, ETag and event', async () => {
  const created = await create('  Lisbon  ', { description: 'The old harbour' })
  expect(created.status).toBe(201)
  const { id } = created.body
  expect(created.body).toEqual({
    id: expect.stringMatching(/^ste_[0-9a-z]{26}$/),
    name: 'Lisbon',
    description: 'The old harbour',
    createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    updatedAt: created.body.createdAt,
    version: 1,
  })
  const read = await sites('GET', `/${id}`)
  expect([read.body, read.headers.get('etag')]).toEqual([created.body, '"1"'])
  const changed = await sites('PATCH', `/${id}`, { body: { name: 'Lisboa', description: '' }, headers: { 'if-match': '"1"' } })
  expect(changed.body).toMatchObject({ id, name: 'Lisboa', description: '', version: 2, createdAt: created.body.createdAt })
  expect(changed.headers.get('etag')).toBe('"2"')
  expect((await sites('GET', `/${id}`)).body).toEqual(changed.body)
  const told = await events(id)
  expect(told.map(({ type, target, changes }) => ({ type, name: target.name, changes }))).toEqual([
    {
      type: 'site.created',
      name: 'Lisbon',
      changes: { name: { before: null, after: 'Lisbon' }, description: { before: null, after: 'The old harbour' } },
    },
    {
      type: 'site.changed',
      name: 'Lisboa',
      changes: { name: { before: 'Lisbon', after: 'Lisboa' }, description: { before: 'The old harbour', after: '' } },
    },
  ])
  expect(told[0].actor).toMatchObject({ kind: 'user', id: org.owner.id, name: 'Olga Owner' })
})

test('nothing to change writes nothing; an old version is refused before it, and unknown fields are named', async () => {
  const { id } = await made('Porto')
  const same = await sites('PATCH', `/${id}`, { body: { name: 'Porto' } })
  expect([same.status, same.body.version]).toEqual([200, 1])
  expect((await sites('PATCH', `/${id}`, { body: {} })).body.version).toBe(1)
  expect(await events(id)).toHaveLength(1)
  expectProblem(await sites('PATCH', `/${id}`, { body: { name: 'X' }, headers: { 'if-match': '"7"' } }), 412, 'stale_version')
  expectProblem(await sites('DELETE', `/${id}`, { headers: { 'if-match': '"7"' } }), 412, 'stale_version')
  expectFaults(await sites('PATCH', `/${id}`, { body: { shoe: 1, name: '' } }), ['shoe', 'name'])
  for (const name of ['', '   ', 'x'.repeat(101), 'a\nb', '\u0301', 7, null]) expectFaults(await create(name as string), ['name']) // what a client could send
  expectFaults(await create('Fine', { description: 'x'.repeat(501), id: 'ste_x' }), ['description', 'id'])
  expect((await create('y'.repeat(100), { description: 'x'.repeat(500) })).status).toBe(201)
})

test('a name is one site’s, whatever its case and accents; when the site goes or is renamed, the name is free', async () => {
  const first = await made('São Paulo')
  for (const name of ['sao paulo', 'SÃO  PAULO', 'São Paulo'.normalize('NFD'), 'ｓao paulo'])
    expectProblem(await create(name), 409, 'site_name_taken')
  const other = await made('Santos')
  expectProblem(await sites('PATCH', `/${other.id}`, { body: { name: 'SAO PAULO' } }), 409, 'site_name_taken')
  expect((await sites('PATCH', `/${first.id}`, { body: { name: 'SAO PAULO' } })).body.name).toBe('SAO PAULO')
  expect((await sites('PATCH', `/${first.id}`, { body: { name: 'Campinas' } })).status).toBe(200)
  expect((await sites('PATCH', `/${other.id}`, { body: { name: 'São Paulo' } })).status).toBe(200)
  expect((await sites('DELETE', `/${other.id}`)).status).toBe(204)
  expect((await made('são paulo')).id).not.toBe(first.id)
  const elsewhere = await createBusyOrg(stack())
  expect((await made('Campinas', elsewhere)).name).toBe('Campinas')
})

test('the list is in the order of names, page by page, each site exactly once while others come, go and move', async () => {
  const of = await createBusyOrg(stack())
  const [ids, all] = [new Map<string, string>(), ['Äther', 'berlin', 'Bern', 'Çorum', 'Delft', 'élan', 'Faro', '東京']]
  for (const name of all.toReversed()) ids.set(name, (await made(name, of)).id)
  expect(await names(of)).toEqual(all)
  const first = (await sites('GET', '?limit=3', { of })).body
  expect(first.items.map((site: Json) => site.name)).toEqual(['Äther', 'berlin', 'Bern'])
  await made('Aachen', of)
  await sites('DELETE', `/${ids.get('Bern')}`, { of })
  await sites('PATCH', `/${ids.get('Delft')}`, { of, body: { name: 'Den Haag' } })
  const rest = (await sites('GET', `?cursor=${encodeURIComponent(first.nextCursor)}`, { of })).body
  expect(rest.items.map((site: Json) => site.name)).toEqual(['Çorum', 'Den Haag', 'élan', 'Faro', '東京'])
  expect(rest.nextCursor).toBeNull()
  for (const limit of [1, 2, 4]) expect(await names(of, of.owner, limit)).toEqual(await names(of))
  expectProblem(await sites('GET', '?cursor=x', { of }), 422, 'invalid_cursor')
  const other = await addMember(stack(), of, { roleIds: ['rol_admin'] })
  const stolen = `?cursor=${encodeURIComponent(first.nextCursor)}`
  expectProblem(await sites('GET', stolen, { of, by: other }), 422, 'invalid_cursor')
})

test('the same Idempotency-Key makes one site, whatever became of it; another body is refused', async () => {
  const headers = { 'idempotency-key': `site-${freshEmail()}` }
  const answers = await Promise.all(times(8).map(() => create('Madeira', { description: 'An island' }, { headers })))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  const [{ body, status } = { body: null, status: 0 }] = answers
  expect(status).toBe(201)
  expect(await events(body.id)).toHaveLength(1)
  await sites('PATCH', `/${body.id}`, { body: { name: 'Porto Santo' } })
  expect((await create('Madeira', { description: 'An island' }, { headers })).text).toBe(answers[0]?.text)
  expectProblem(await create('Madeira', {}, { headers }), 422, 'idempotency_key_reused')
})

test('an organization has at most 1 000 sites, also when many are made at once; deleting one makes room', async () => {
  const of = await createBusyOrg(stack())
  const seeded = 996
  await putRows(stack(), [], { pk: `ORG#${of.id}`, sk: 'ROLES' }, { sites: seeded })
  const answers = await Promise.all(times(12).map(index => create(`Site ${index}`, {}, { of })))
  const taken = answers.filter(({ status }) => status === 201)
  const refused = answers.filter(({ status }) => status === 409)
  expect([taken.length, refused.length + answers.filter(({ status }) => status === 503).length]).toEqual([4, 8])
  for (const answer of refused)
    expect(expectProblem(answer, 409, 'site_limit_reached')).toMatchObject({ limit: 1000, used: 1000 })
  expectProblem(await create('One more', {}, { of }), 409, 'site_limit_reached')
  expect((await sites('DELETE', `/${taken[0]?.body.id}`, { of })).status).toBe(204)
  expect((await create('One more', {}, { of })).status).toBe(201)
})

test(`of ${figure(8, 64)} who take one name at once, exactly one gets it`, async () => {
  const answers = await Promise.all(times(figure(8, 64)).map(index => create(index % 2 ? 'Évora' : 'EVORA')))
  const won = answers.filter(({ status }) => status === 201)
  expect(won).toHaveLength(1)
  for (const answer of answers.filter(one => one !== won[0] && one.status !== 503)) expectProblem(answer, 409, 'site_name_taken')
  expect((await names(org)).filter(name => /^(é|e)vora$/i.test(name))).toHaveLength(1)
})

test('T2: a site admin sees the own sites alone, in the list and one by one, and manages none', async () => {
  const of = await createBusyOrg(stack())
  const [a, b, c] = [await made('Alpha', of), await made('Beta', of), await made('Gamma', of)]
  const keeper = await addMember(stack(), of, { roleIds: ['rol_site_admin'], siteIds: [c.id, a.id] })
  for (const limit of [1, 2, 100]) expect(await names(of, keeper, limit)).toEqual(['Alpha', 'Gamma'])
  expect((await sites('GET', `/${a.id}`, { of, by: keeper })).body).toEqual(a)
  const never = await sites('GET', '/ste_01m0000000never', { of, by: keeper })
  const hidden = await sites('GET', `/${b.id}`, { of, by: keeper })
  expect({ ...expectProblem(hidden, 404, 'not_found'), requestId: '' }).toEqual({ ...never.body, requestId: '' })
  for (const method of ['PATCH', 'DELETE'])
    expectProblem(
      await sites(method, `/${a.id}`, { of, by: keeper, body: method === 'PATCH' ? {} : undefined }),
      403,
      'forbidden',
    )
  expectProblem(await create('Delta', {}, { of, by: keeper }), 403, 'forbidden')
  const everywhere = await addMember(stack(), of, { roleIds: ['rol_site_admin'], siteIds: 'all' })
  expect(await names(of, everywhere)).toEqual(['Alpha', 'Beta', 'Gamma'])
  const nowhere = await addMember(stack(), of, { roleIds: ['rol_site_admin'] }).catch(() => null)
  if (nowhere) expect(await names(of, nowhere)).toEqual([])
})

test('T2, M6: a site-bound role that manages sites reaches the own ones, makes none, and gives nobody a foreign one', async () => {
  const of = await createBusyOrg(stack())
  const [a, b, c] = [await made('Alpha', of), await made('Beta', of), await made('Gamma', of)]
  const guarding = await makeRole(stack(), of, ['sites:manage'], { siteBound: true })
  const mapping = await makeRole(stack(), of, ['sites:manage', 'sites:read'])
  const warden = await addMember(stack(), of, { roleIds: [guarding], siteIds: [a.id] })
  expect((await sites('PATCH', `/${a.id}`, { of, by: warden, body: { description: 'Mine' } })).body.description).toBe('Mine')
  expectProblem(await sites('PATCH', `/${b.id}`, { of, by: warden, body: {} }), 404, 'not_found')
  expectProblem(await create('Delta', {}, { of, by: warden }), 403, 'forbidden')
  expectFaults(await sites('DELETE', `/${a.id}?replaceWith=${b.id}`, { of, by: warden }), ['query.replaceWith'])
  const mapper = await addMember(stack(), of, { roleIds: [mapping], siteIds: [a.id] })
  expect(await names(of, mapper)).toEqual(['Alpha', 'Beta', 'Gamma'])
  expectProblem(await sites('DELETE', `/${a.id}?replaceWith=${b.id}`, { of, by: mapper }), 403, 'grant_beyond_own')
  expect((await sites('DELETE', `/${c.id}`, { of, by: mapper })).status).toBe(204)
})
