import { beforeAll, expect, test } from 'vitest'
import { resourceParams } from '../../shared/routes/ownership-fields.ts'
import { type Answer, ask, type Json, settle } from '../support/api.ts'
import { addMember, createOrg, freshEmail, invited, type Member, makeRole, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { putSite, wholeTable } from '../support/records.ts'
import { freshPlace, getResource, give, putResource, resourcesOf } from '../support/resources.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let [ada, bo]: Member[] = []
beforeAll(async () => {
  org = await createOrg(stack())
  ada = await addMember(stack(), org, { firstName: 'Ada', lastName: 'First' })
  bo = await addMember(stack(), org, { firstName: 'Bo', lastName: 'Second' })
})

type Place = ReturnType<typeof freshPlace>
const put = (place: Place, ownerId: string | undefined, name: string, headers = {}): Promise<Answer> =>
  putResource(stack(), org, place, { ownerId, name }, org.owner, headers)
const at = ({ type, id }: Place) => `/v1/orgs/${org.id}/resources/${type}/${id}`
const send = (method: string, place: Place, headers = {}) => ask(stack(), method, at(place), { token: org.owner.token, headers })
const list = (query = '', by: Member = org.owner) =>
  ask(stack(), 'GET', `/v1/orgs/${org.id}/resources${query}`, { token: by.token })
const rename = (member: Member | undefined, lastName: string) =>
  ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${member?.id}`, { token: org.owner.token, body: { lastName } })
const never = 'usr_01m0000000neverexisted0000'

test('T8: a resource is put, read, renamed and given to somebody else, with the names that its owners had', async () => {
  const place = freshPlace()
  const made = await put(place, ada?.id, '  Sales pipeline ')
  expect(made.status).toBe(200)
  expect(made.body).toEqual({
    ...place,
    name: 'Sales pipeline',
    ownerId: ada?.id,
    ownerName: 'Ada First',
    formerOwner: null,
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: made.body.createdAt,
    version: 1,
  })
  expect(made.headers.get('etag')).toBe('"1"')
  expect((await send('GET', place)).body).toEqual(made.body)
  await rename(ada, 'Married')
  const renamed = await put(place, ada?.id, 'Pipeline')
  expect(renamed.body).toMatchObject({ name: 'Pipeline', ownerName: 'Ada First', version: 2, createdAt: made.body.createdAt })
  const given = await put(place, bo?.id, 'Pipeline')
  expect(given.body).toMatchObject({
    ownerId: bo?.id,
    ownerName: 'Bo Second',
    formerOwner: { id: ada?.id, displayName: 'Ada Married' },
    version: 3,
  })
  expect(given.headers.get('etag')).toBe('"3"')
  await rename(ada, 'First')
  expect(await getResource(stack(), org, place)).toEqual(given.body)
  expect(await unsound(stack())).toEqual([])
})

test('each change writes one event, and putting the same again writes nothing', async () => {
  const place = freshPlace()
  await put(place, ada?.id, 'One')
  await settle(stack())
  const before = await wholeTable(stack())
  expect((await put(place, ada?.id, 'One')).body.version).toBe(1)
  expect(await wholeTable(stack())).toEqual(before)
  await put(place, ada?.id, 'Two')
  await put(place, bo?.id, 'Three')
  await send('DELETE', place)
  const target = `${place.type}/${place.id}`
  const events = eventsIn(await scanTable(stack()), org.id).filter(event => event.target.id === target)
  const owner = (member: Member | undefined, name: string) => ({ ownerId: member?.id, ownerName: name })
  const [first, second] = [owner(ada, 'Ada First'), owner(bo, 'Bo Second')]
  const told = events.map(({ type, target: { type: kind, name }, changes }) => [type, kind, name, Object.keys(changes)])
  expect(told).toEqual([
    ['resource.assigned', 'resource', 'One', ['name', 'ownerId', 'ownerName']],
    ['resource.renamed', 'resource', 'Two', ['name']],
    ['resource.assigned', 'resource', 'Three', ['name', 'ownerId', 'ownerName']],
    ['resource.released', 'resource', 'Three', ['name', 'ownerId', 'ownerName']],
  ])
  expect(events[2].changes).toMatchObject({
    ownerId: { before: first.ownerId, after: second.ownerId },
    ownerName: { before: first.ownerName, after: second.ownerName },
  })
  expect(events[3].changes.ownerId).toEqual({ before: second.ownerId, after: null })
})

test('only somebody active here comes to own a resource', async () => {
  const [suspended, other] = [await addMember(stack(), org), await createOrg(stack(), 'Other')]
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${suspended.id}/suspend`, { token: org.owner.token })
  const { user } = await invited(stack(), org, { email: freshEmail() })
  const place = freshPlace()
  for (const id of [suspended.id, other.owner.id, user.id, never])
    expectProblem(await put(place, id, 'X'), 409, 'heir_not_active')
  expectProblem(await send('GET', place), 404, 'not_found')
  await put(place, ada?.id, 'X')
  expectProblem(await put(place, suspended.id, 'X'), 409, 'heir_not_active')
  expect(await getResource(stack(), org, place)).toMatchObject({ ownerId: ada?.id, version: 1 })
})

test('D8: what a suspended person owns stays theirs, and can be renamed', async () => {
  const person = await addMember(stack(), org)
  const [place = freshPlace()] = await give(stack(), org, person, 1)
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/users/${person.id}/suspend`, { token: org.owner.token })
  expect((await put(place, person.id, 'Renamed')).body).toMatchObject({ ownerId: person.id, name: 'Renamed', version: 2 })
  expect(await unsound(stack())).toEqual([])
})

test('deleting answers 204, and afterwards 404 like what never was; the same name can be used again', async () => {
  const place = freshPlace()
  await put(place, ada?.id, 'Short')
  expect(await send('DELETE', place)).toMatchObject({ status: 204, text: '' })
  for (const method of ['GET', 'DELETE']) expectProblem(await send(method, place), 404, 'not_found')
  expect((await put(place, bo?.id, 'Again')).body).toMatchObject({ version: 1, formerOwner: null })
  expect(await unsound(stack())).toEqual([])
})

test('PUT and DELETE honour If-Match, and nothing is made where something was expected', async () => {
  const place = freshPlace()
  for (const tag of ['"1"', '*']) expectProblem(await put(place, ada?.id, 'X', { 'if-match': tag }), 412, 'stale_version')
  await put(place, ada?.id, 'X')
  expectProblem(await put(place, bo?.id, 'Y', { 'if-match': '"2"' }), 412, 'stale_version')
  expect((await put(place, bo?.id, 'Y', { 'if-match': '"1"' })).body.version).toBe(2)
  expect((await put(place, bo?.id, 'Z', { 'if-match': '*' })).body.version).toBe(3)
  expectProblem(await send('DELETE', place, { 'if-match': '"2"' }), 412, 'stale_version')
  expectProblem(await send('DELETE', freshPlace(), { 'if-match': '"2"' }), 404, 'not_found')
  expect((await send('DELETE', place, { 'if-match': '"1", "3"' })).status).toBe(204)
})

test('type and id are names of the product: what else is in the path is named', async () => {
  const odd = ['a b', 'a%23b', 'a%25b', 'é', 'a,b', 'x'.repeat(129)]
  for (const id of odd) {
    for (const method of ['GET', 'DELETE']) expectFaults(await send(method, { type: 'report', id }), ['path.resourceId'])
    expectFaults(await put({ type: 'report', id }, ada?.id, 'X'), ['path.resourceId'])
    expectFaults(await put({ type: id, id: 'x' }, ada?.id, 'X'), ['path.type'])
  }
  const both = await putResource(stack(), org, { type: '$', id: '$' }, { name: '', shoe: 1 })
  expectFaults(both, ['path.type', 'path.resourceId', 'ownerId', 'name', 'shoe'])
  for (const place of [
    { type: 'A.z_0~:-', id: 'x'.repeat(128) },
    { type: 'x'.repeat(128), id: '...' },
    { type: 'report%3Amonthly', id: '%7E' },
  ])
    expect((await put(place, ada?.id, 'Fine')).status).toBe(200)
  expect(await getResource(stack(), org, { type: 'report:monthly', id: '~' })).toMatchObject({ type: 'report:monthly', id: '~' })
  await settle(stack())
})

test('a name that URLs take for a folder is none, since no client could ever ask for it', () => {
  for (const odd of ['.', '..']) {
    expect(resourceParams.safeParse({ type: odd, resourceId: 'x' }).success).toBe(false)
    expect(resourceParams.safeParse({ type: 'x', resourceId: odd }).success).toBe(false)
  }
})

test('the name has 1 to 200 characters, and the owner is an id', async () => {
  for (const name of ['', '   ', 'x'.repeat(201), 7]) expectFaults(await put(freshPlace(), ada?.id, name as string), ['name']) // 7 on purpose
  for (const ownerId of ['', 'somebody', org.id]) expectFaults(await put(freshPlace(), ownerId, 'X'), ['ownerId'])
  expect((await put(freshPlace(), ada?.id, 'x'.repeat(200))).status).toBe(200)
})

test('the same type and id in two organizations are two things', async () => {
  const other = await createOrg(stack(), 'Other')
  const place = freshPlace()
  await put(place, ada?.id, 'Ours')
  await putResource(stack(), other, place, { ownerId: other.owner.id, name: 'Theirs' })
  expect(await getResource(stack(), org, place)).toMatchObject({ name: 'Ours', ownerId: ada?.id })
  expect(await getResource(stack(), other, place)).toMatchObject({ name: 'Theirs', ownerId: other.owner.id })
  expect(await resourcesOf(stack(), other)).toHaveLength(1)
})

test('parallel puts and deletes of one thing keep the counts right', async () => {
  const place = freshPlace()
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) =>
      index % 3 === 2 ? send('DELETE', place) : put(place, index % 2 ? ada?.id : bo?.id, `No. ${index}`),
    ),
  )
  for (const { status } of answers) expect([200, 204, 404, 503]).toContain(status)
  expect(await unsound(stack())).toEqual([])
})

test('the list goes by type and id, whole or of one owner, page by page, each exactly once', async () => {
  const home = await createOrg(stack(), 'Home')
  const one = await addMember(stack(), home)
  for (const [type, id, owner] of [
    ['b', '2', one],
    ['a', '9', home.owner],
    ['a', '10', one],
    ['b', '1', home.owner],
    ['c', '1', one],
  ] as const)
    await putResource(stack(), home, { type, id }, { ownerId: owner.id, name: `${type}${id}` })
  const walk = async (query: string, limit: number) => {
    const seen: string[] = []
    let cursor = ''
    do {
      const path = `/v1/orgs/${home.id}/resources?limit=${limit}${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
      const { body } = await ask(stack(), 'GET', path, { token: home.owner.token })
      expect(body.items.length).toBeLessThanOrEqual(limit)
      seen.push(...body.items.map(({ name }: Json) => name))
      cursor = body.nextCursor
    } while (cursor)
    return seen
  }
  await settle(stack())
  for (const limit of [1, 2, 3, 5, 100]) {
    expect(await walk('', limit)).toEqual(['a10', 'a9', 'b1', 'b2', 'c1'])
    expect(await walk(`&ownerId=${one.id}`, limit)).toEqual(['a10', 'b2', 'c1'])
  }
  expect(await walk(`&ownerId=${never}`, 50)).toEqual([])
})

test('a cursor of the list continues only its own list', async () => {
  await give(stack(), org, ada ?? org.owner, 3)
  const { nextCursor } = (await list('?limit=1')).body
  const cursor = encodeURIComponent(nextCursor)
  expect(Buffer.from(nextCursor, 'base64url').toString('latin1')).not.toMatch(/thing|pipeline/)
  const admin = await addMember(stack(), org, { roleIds: ['rol_admin'] })
  expect((await list(`?cursor=${cursor}`)).status).toBe(200)
  for (const answer of [
    await list(`?cursor=${cursor}`, admin),
    await list(`?ownerId=${ada?.id}&cursor=${cursor}`),
    await list('?cursor=x'),
    await ask(stack(), 'GET', `/v1/orgs/${org.id}/invitations?cursor=${cursor}`, { token: org.owner.token }),
  ])
    expectProblem(answer, 422, 'invalid_cursor')
  expectFaults(await list('?limit=0&ownerId=x&type=a'), ['query.limit', 'query.ownerId', 'query.type'])
})

test('T2: whoever manages resources only at sites sees and moves only those of people who share one', async () => {
  const home = await createOrg(stack(), 'Sites')
  for (const site of ['ste_north', 'ste_south']) await putSite(stack(), home.id, site)
  const keeping = await makeRole(stack(), home, ['resources:manage'], { siteBound: true })
  const [north, south] = [
    await addMember(stack(), home, { siteIds: ['ste_north'] }),
    await addMember(stack(), home, { siteIds: ['ste_south'] }),
  ]
  const keeper = await addMember(stack(), home, { roleIds: [keeping], siteIds: ['ste_north'] })
  const [near, far] = [freshPlace(), freshPlace()]
  await putResource(stack(), home, near, { ownerId: north.id, name: 'Near' })
  await putResource(stack(), home, far, { ownerId: south.id, name: 'Far' })
  await settle(stack())
  const asKeeper = (method: string, { type, id }: Place, more = {}) =>
    ask(stack(), method, `/v1/orgs/${home.id}/resources/${type}/${id}`, { token: keeper.token, ...more })
  expect((await resourcesOf(stack(), home, undefined, keeper)).map(({ name }) => name)).toEqual(['Near'])
  expect(await resourcesOf(stack(), home, south.id, keeper)).toEqual([])
  expect((await asKeeper('GET', near)).body.name).toBe('Near')
  const unknown = expectProblem(await asKeeper('GET', freshPlace()), 404, 'not_found')
  for (const answer of [
    await asKeeper('GET', far),
    await asKeeper('DELETE', far),
    await asKeeper('DELETE', far, { headers: { 'if-match': '"9"' } }),
    await asKeeper('PUT', far, { body: { ownerId: north.id, name: 'Mine' } }),
  ])
    expect({ ...expectProblem(answer, 404, 'not_found'), requestId: '' }).toEqual({ ...unknown, requestId: '' })
  const stolen = await asKeeper('PUT', near, { body: { ownerId: south.id, name: 'Near' } })
  const nobody = await asKeeper('PUT', near, { body: { ownerId: never, name: 'Near' } })
  expect({ ...expectProblem(stolen, 409, 'heir_not_active'), requestId: '' }).toEqual({ ...nobody.body, requestId: '' })
  expect((await asKeeper('PUT', near, { body: { ownerId: keeper.id, name: 'Near' } })).body.ownerId).toBe(keeper.id)
  expect((await asKeeper('DELETE', near)).status).toBe(204)
  expect(await unsound(stack())).toEqual([])
})

test('T2: an heir whom a site-bound remover can’t see is as unknown as nobody', async () => {
  const home = await createOrg(stack(), 'Heirs')
  for (const site of ['ste_north', 'ste_south']) await putSite(stack(), home.id, site)
  const removing = await makeRole(stack(), home, ['users:delete', 'users:read'], { siteBound: true })
  const member = (site: string) => addMember(stack(), home, { siteIds: [site] })
  const [goes, near, far] = [await member('ste_north'), await member('ste_north'), await member('ste_south')]
  const remover = await addMember(stack(), home, { roleIds: [removing], siteIds: ['ste_north'] })
  await putResource(stack(), home, freshPlace(), { ownerId: goes.id, name: 'One' })
  const remove = (id: string, heir: string) =>
    ask(stack(), 'DELETE', `/v1/orgs/${home.id}/users/${id}?transferTo=${heir}`, { token: remover.token })
  const hidden = expectProblem(await remove(goes.id, far.id), 409, 'heir_not_active')
  const unknown = expectProblem(await remove(goes.id, never), 409, 'heir_not_active')
  expect({ ...hidden, requestId: '' }).toEqual({ ...unknown, requestId: '' })
  expectProblem(await remove(far.id, near.id), 404, 'not_found')
  expect((await remove(goes.id, near.id)).body.transfer).toMatchObject({ toUserId: near.id, total: 1 })
  expect(await unsound(stack())).toEqual([])
})
