import { beforeAll, expect, test } from 'vitest'
import { siteKey } from '../../shared/data/keys.ts'
import { ask, type Json, settle } from '../support/api.ts'
import { crowd, crowdSites, type Person, randomFrom } from '../support/crowd.ts'
import { figure, times } from '../support/figures.ts'
import { fill, tableOf } from '../support/fill.ts'
import { addMember, createBusyOrg, freshEmail, invited, type Org, userOf } from '../support/people.ts'
import { expectFaults } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'
import { readRows } from '../support/table.ts'
import { expectedIds, type Query } from '../support/users-oracle.ts'

const stack = useStack()
const random = randomFrom(7)
let people: Person[]
let org: Org

const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T // no list here is empty
const someone = () => pick(people)

/** Every page, one after the other. */
async function listed(query: Query, limit: number, of: Org = org): Promise<Json[]> {
  const items: Json[] = []
  const asked = new URLSearchParams({ ...query, limit: String(limit) })
  for (;;) {
    const { status, body, text } = await ask(stack(), 'GET', `/v1/orgs/${of.id}/users?${asked}`, { token: of.owner.token })
    expect(status, text).toBe(200)
    expect(body.items.length).toBeLessThanOrEqual(limit)
    items.push(...body.items)
    if (!body.nextCursor) return items
    asked.set('cursor', body.nextCursor)
  }
}
const ids = (items: Json[]): string[] => items.map(({ id }) => id)

const filling = () => {
  const { DynamoDbEndpoint: endpoint = '', TableName: tableName = '' } = stack().outputs
  return { endpoint, tableName, orgId: org.id }
}

beforeAll(async () => {
  org = await createBusyOrg(stack())
  people = crowd(1200)
  await settle(stack())
  const owner = await userOf(stack(), org, org.owner.id)
  await fill(filling(), people)
  await tableOf(filling()).transact(crowdSites.map(id => ({ put: siteKey(org.id, id) })))
  people.push({ user: { ...owner, displayName: null, roleIds: ['rol_owner'], siteIds: [] }, lastSignInAt: owner.lastSignInAt })
}, 120_000)

const part = (text: string | null, letters: number) => [...(text ?? '')].slice(0, letters).join('')

/** What each filter may be asked for: something that somebody has, more or less of it. */
const choices: Record<keyof Query, () => string> = {
  q: () => {
    const { user } = someone()
    const columns = [user.firstName, user.lastName, user.email, user.displayName, user.phone, 'acme']
    return times(random() < 0.7 ? 1 : 2)
      .map(() => part(pick(columns), 1 + Math.floor(random() * 8)))
      .join(' ')
  },
  status: () => pick(['active', 'invited', 'expired', 'suspended', 'inactive', 'active,suspended', 'invited,expired']),
  roleId: () => pick(['rol_member', 'rol_admin', 'rol_owner', 'rol_site_admin', 'rol_owner,rol_admin', 'rol_none']),
  siteId: () => pick(crowdSites),
  email: () => part(someone().user.email, 1 + Math.floor(random() * 9)).toUpperCase(),
  firstName: () => part(someone().user.firstName, 1 + Math.floor(random() * 4)),
  lastName: () => part(someone().user.lastName, 1 + Math.floor(random() * 4)),
  phone: () => part(someone().user.phone, 2 + Math.floor(random() * 6)),
  locale: () => someone().user.locale,
  createdAfter: () => someone().user.createdAt,
  createdBefore: () => someone().user.createdAt,
  lastSignInBefore: () => someone().lastSignInAt ?? '2026-01-01',
  neverSignedIn: () => pick(['true', 'false']),
  sort: () => pick(['name', '-name', 'email', '-email', 'createdAt', '-createdAt', 'lastSignInAt', '-lastSignInAt']),
}
const names = Object.keys(choices) as (keyof Query)[] // the keys of a record are its type's

function anyQuery(): Query {
  const chosen = names.filter(name => random() < (name === 'sort' ? 0.7 : 0.16))
  const given = chosen.map(name => [name, choices[name]()]).filter(([, value]) => value !== '')
  return Object.fromEntries(given)
}

test.each(names.filter(name => name !== 'sort'))(
  'A3: %s alone finds exactly whom it should, in every order, whatever the size of a page',
  async name => {
    for (const sort of ['name', '-email', 'createdAt', '-lastSignInAt']) {
      const query = { [name]: choices[name]() || 'a', sort }
      expect(ids(await listed(query, pick([7, 50, 100]))), JSON.stringify(query)).toEqual(expectedIds(people, query))
    }
  },
  60_000,
)

test(
  'A3: any combination of filters, search and order finds exactly whom it should, each once, in order',
  async () => {
    for (const _ of times(figure(100, 3000))) {
      const query = anyQuery()
      expect(ids(await listed(query, pick([11, 50, 50, 100]))), JSON.stringify(query)).toEqual(expectedIds(people, query))
    }
  },
  figure(240_000, 3_600_000),
)

/** The same for a caller who sees only the people of these sites: whoever has one of them, or all. */
const ofSites = (sites: string[]) =>
  people.filter(({ user }) => {
    const held = user.roleIds.some(id => ['rol_owner', 'rol_admin'].includes(id)) ? 'all' : user.siteIds
    return held === 'all' || sites.some(site => held.includes(site))
  })

test('T2, A3: a site-bound caller finds, by whatever is asked, only the people of the own sites', async () => {
  const sites = crowdSites.slice(0, 3)
  const caller = await addMember(stack(), org, { roleIds: ['rol_site_admin'], siteIds: sites })
  await settle(stack())
  const self = await userOf(stack(), org, caller.id)
  people.push({ user: { ...self, displayName: null, roleIds: ['rol_site_admin'] }, lastSignInAt: self.lastSignInAt })
  const own = { ...org, owner: caller }
  for (const query of [
    {},
    { sort: '-email' },
    { q: 'mar' },
    { status: 'active', sort: '-name' },
    { siteId: sites[1] ?? '' },
    anyQuery(),
  ])
    expect(ids(await listed(query, 40, own)), JSON.stringify(query)).toEqual(expectedIds(ofSites(sites), query))
  expect(await listed({ siteId: crowdSites[30] ?? '' }, 50, own)).toEqual(
    (await listed({ siteId: crowdSites[30] ?? '' }, 50, own)).filter(
      ({ siteIds }) => siteIds === 'all' || siteIds.some((id: string) => sites.includes(id)),
    ),
  )
})

test('A3: whoever is invited, renamed, given sites or taken away is found accordingly, in seconds', async () => {
  const path = `/v1/orgs/${org.id}/users`
  const asOwner = (method: string, at: string, body?: object) => ask(stack(), method, at, { token: org.owner.token, body })
  const found = async (query: Query) => ids(await listed(query, 100))
  const [site = ''] = crowdSites
  const { user, invitation } = await invited(stack(), org, {
    email: 'quirin.q@acme.com',
    firstName: 'Quirin',
    lastName: 'Xerxes',
  })
  await settle(stack())
  expect(await found({ q: 'quir xer' })).toEqual([user.id])
  await asOwner('PATCH', `${path}/${user.id}`, { lastName: 'Ypsilanti', phone: '+30 210 777888', siteIds: [site] })
  await settle(stack())
  expect(await found({ q: 'xerxes' })).toEqual([])
  expect(await found({ q: 'ypsi 30210777' })).toEqual([user.id])
  expect(await found({ siteId: site, q: 'quirin' })).toEqual([user.id])
  expect(await found({ siteId: site })).toContain(user.id)
  await asOwner('PATCH', `${path}/${user.id}`, { siteIds: [] })
  await settle(stack())
  expect(await found({ siteId: site })).not.toContain(user.id)
  await asOwner('DELETE', `/v1/orgs/${org.id}/invitations/${invitation.id}`)
  await settle(stack())
  expect(await found({ q: 'quirin' })).toEqual([])
  expect((await readRows(stack(), [`ORG#${org.id}#WORD`])).filter(({ sk }) => sk.endsWith(user.id))).toEqual([])
  expect((await readRows(stack(), [`ORG#${org.id}`])).filter(({ sk }) => sk === `INDEXED#${user.id}`)).toEqual([])
})

test('A3: the longest names there can be, of letters that fold to many, are listed and found', async () => {
  const endless = '\ufdfa'.repeat(100)
  const many = Array.from({ length: 100 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(' ')
  const { user, invitation } = await invited(stack(), org, {
    email: freshEmail('endless'),
    firstName: endless,
    lastName: endless,
    displayName: many,
  })
  await settle(stack())
  const found = ids(await listed({ q: `\u4e63 ${endless}` }, 50))
  expect(found).toEqual([user.id])
  expect(ids(await listed({ status: 'invited' }, 100))).toContain(user.id)
  await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token: org.owner.token })
})

test('A3: whoever stays and matches is found exactly once while others come, go and change during the walk', async () => {
  const token = org.owner.token
  const stays = expectedIds(people, { q: 'a', status: 'active' })
  const seen: string[] = []
  let cursor = ''
  for (let turn = 0; ; turn++) {
    const { body } = await ask(
      stack(),
      'GET',
      `/v1/orgs/${org.id}/users?q=a&status=active&limit=90${cursor && `&cursor=${cursor}`}`,
      { token },
    )
    seen.push(...ids(body.items))
    cursor = body.nextCursor
    if (!cursor) break
    const { invitation, user } = await invited(stack(), org, { email: freshEmail('anna'), lastName: turn % 2 ? 'Aab' : 'Zzb' })
    await ask(stack(), 'PATCH', `/v1/orgs/${org.id}/users/${user.id}`, { token, body: { lastName: 'Mab' } })
    if (turn % 2) await ask(stack(), 'DELETE', `/v1/orgs/${org.id}/invitations/${invitation.id}`, { token })
  }
  expect(seen.filter(id => stays.includes(id))).toEqual(stays)
})

test('A3: what a filter can’t be is said by name', async () => {
  const refused = async (query: string, ...paths: string[]) =>
    expectFaults(await ask(stack(), 'GET', `/v1/orgs/${org.id}/users?${query}`, { token: org.owner.token }), paths)
  await refused('createdAfter=yesterday&createdBefore=2026-13-01', 'query.createdAfter', 'query.createdBefore')
  await refused('neverSignedIn=maybe&locale=xx', 'query.locale', 'query.neverSignedIn')
  await refused(`q=${'a'.repeat(201)}&shoe=1`, 'query.q', 'query.shoe')
  await refused('lastSignInBefore=', 'query.lastSignInBefore')
  await refused(
    'createdBefore=9999-12-31T23:59:59-23:59&lastSignInBefore=0000-01-01T00:00:00%2B23:59',
    'query.createdBefore',
    'query.lastSignInBefore',
  )
})
