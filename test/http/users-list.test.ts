import { beforeAll, expect, test } from 'vitest'
import { advance, ask, control, type Json, settle } from '../support/api.ts'
import { addMember, again, createOrg, freshEmail, invited, type Member, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let [org, other]: Org[] = []
let admin: Member

const list = (query = '', by: Member | undefined = org?.owner, at: Org | undefined = org) =>
  ask(stack(), 'GET', `/v1/orgs/${at?.id}/users${query}`, { token: by?.token })
const names = (items: Json[]) => items.map(({ lastName, firstName }) => `${lastName} ${firstName}`)

/** Every item of the list by pages of this size, and how many pages there were. */
async function walk(query: string, limit: number, between = async () => {}) {
  const items: Json[] = []
  let [cursor, pages] = ['', 0]
  do {
    const { body } = await list(`?limit=${limit}${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    expect(body.items.length).toBeLessThanOrEqual(limit)
    items.push(...body.items)
    cursor = body.nextCursor
    pages++
    if (cursor) await between()
  } while (cursor)
  return { items, pages }
}

const people = [
  ['Ángel', 'Álvarez'],
  ['Zoë', 'alvarez'],
  ['Bo', 'Li'],
  ['Ada', 'Lima'],
  ['Émile', 'Zola'],
  ['Ada', 'Øster'],
]
/** By last name, then first name; blind to case and accents. */
const sorted = ['Álvarez Ángel', 'alvarez Zoë', 'Li Bo', 'Lima Ada', 'Øster Ada', 'Owner Olga', 'Zola Émile']

beforeAll(async () => {
  ;[org, other] = [await createOrg(stack()), await createOrg(stack(), 'Other')]
  for (const [index, [firstName, lastName]] of people.entries())
    await invited(stack(), org, { email: freshEmail(`z${people.length - index}`), firstName, lastName })
  await settle(stack())
})

test('A1: the list is in name order, blind to case and accents, and turns around with a minus', async () => {
  expect(names((await list()).body.items)).toEqual(sorted)
  expect(names((await list('?sort=name')).body.items)).toEqual(sorted)
  expect(names((await list('?sort=-name')).body.items)).toEqual(sorted.toReversed())
})

test.each([
  ['email', (user: Json) => user.email],
  ['createdAt', (user: Json) => user.createdAt],
  ['lastSignInAt', (user: Json) => user.lastSignInAt ?? ''],
])('A1: the list sorts by %s, both ways', async (sort, value) => {
  const up = (await list(`?sort=${sort}`)).body.items
  expect(up).toHaveLength(7)
  expect(up.map(value)).toEqual(up.map(value).toSorted())
  const down = (await list(`?sort=-${sort}`)).body.items
  expect(down.map((user: Json) => user.id)).toEqual(up.map((user: Json) => user.id).toReversed())
})

test.each([1, 2, 3, 6, 7, 100])('a walk by pages of %i gives every person exactly once, in order', async limit => {
  for (const sort of ['name', '-name', 'email', '-createdAt', 'lastSignInAt']) {
    const { items, pages } = await walk(`&sort=${sort}`, limit)
    const whole = (await list(`?sort=${sort}`)).body.items
    expect(items).toEqual(whole)
    expect(pages).toBeGreaterThanOrEqual(Math.ceil(7 / limit))
  }
})

test('the limit is 1 to 100, 50 unless said', async () => {
  for (const limit of ['0', '101', '-1', '1.5', 'ten', '', '1e1', '1000'])
    expectFaults(await list(`?limit=${limit}`), ['query.limit'])
  expectFaults(await list('?limit=1&limit=2'), ['query.limit'])
  expect((await list('?limit=1')).body.items).toHaveLength(1)
  expect((await list('?limit=100')).status).toBe(200)
})

test('an unknown sort or status is named', async () => {
  expectFaults(await list('?sort=shoe&status=active,asleep'), ['query.sort', 'query.status'])
  expectFaults(await list('?sort=--name'), ['query.sort'])
  expectFaults(await list('?status='), ['query.status'])
})

test('M8, D2: the list filters by one status or several, page by page', async () => {
  const statuses = async (query: string) => (await list(query)).body.items.map((user: Json) => user.status)
  expect(await statuses('?status=active')).toEqual(['active'])
  expect(await statuses('?status=invited')).toEqual(Array(6).fill('invited'))
  expect(await statuses('?status=active,invited')).toHaveLength(7)
  expect((await list('?status=suspended,expired,inactive')).body).toEqual({ items: [], nextCursor: null })
  const { items } = await walk('&status=active&sort=-name', 2)
  expect(names(items)).toEqual(['Owner Olga'])
})

test('a cursor is opaque: it shows no name, and whatever is done to it is 422', async () => {
  const { nextCursor } = (await list('?limit=1')).body
  for (const form of [nextCursor, Buffer.from(nextCursor, 'base64url').toString('latin1')])
    expect(form).not.toMatch(/lvarez|usr_|ORG#/i)
  const bent = [
    `${nextCursor}A`,
    nextCursor.slice(1),
    nextCursor.slice(0, -1),
    nextCursor.toUpperCase(),
    `${nextCursor}=`,
    Array.from(nextCursor).toReversed().join(''),
    nextCursor.replace(/.$/, (last: string) => (last === 'A' ? 'B' : 'A')),
    'x',
    '{"sort":"a"}',
    'AAAA'.repeat(20),
  ]
  for (const cursor of bent) expectProblem(await list(`?limit=1&cursor=${encodeURIComponent(cursor)}`), 422, 'invalid_cursor')
  expectProblem(await list('?cursor='), 422, 'invalid_cursor')
  expectFaults(await list(`?cursor=${'a'.repeat(2001)}`), ['query.cursor'])
})

test('a cursor continues only its own list: sort, filter, organization, caller and route', async () => {
  admin = await addMember(stack(), org as Org, { roleIds: ['rol_admin'] })
  const { nextCursor } = (await list('?limit=1')).body
  const cursor = encodeURIComponent(nextCursor)
  const elsewhere = [
    list(`?sort=email&cursor=${cursor}`),
    list(`?sort=-name&cursor=${cursor}`),
    list(`?status=active&cursor=${cursor}`),
    list(`?cursor=${cursor}`, admin),
    list(`?cursor=${cursor}`, other?.owner, other),
    ask(stack(), 'GET', `/v1/orgs/${org?.id}/invitations?cursor=${cursor}`, { token: org?.owner.token }),
  ]
  for (const answer of await Promise.all(elsewhere)) expectProblem(answer, 422, 'invalid_cursor')
  expect((await list(`?limit=100&cursor=${cursor}`)).status).toBe(200)
})

test('whoever stays is listed exactly once while others come, go and move during the walk', async () => {
  const stays = (await list('?limit=100')).body.items.filter((user: Json) => user.id !== admin.id).map((user: Json) => user.id)
  let turn = 0
  const { items } = await walk('&sort=name', 2, async () => {
    const [firstName, lastName] = [`Turn ${turn}`, turn % 2 ? 'Aaa' : 'Zzz']
    const { invitation } = await invited(stack(), org as Org, { email: freshEmail(), firstName, lastName })
    if (turn % 2) await ask(stack(), 'DELETE', `/v1/orgs/${org?.id}/invitations/${invitation.id}`, { token: org?.owner.token })
    const body = { lastName: `M${turn}`, phone: `+1 ${turn++}` }
    await ask(stack(), 'PATCH', `/v1/orgs/${org?.id}/users/${admin.id}`, { token: org?.owner.token, body })
  })
  const seen = items.map(user => user.id)
  expect(seen.filter(id => stays.includes(id))).toEqual(stays)
  expect(turn).toBeGreaterThan(2)
})

test('A1: actions are those of this caller on each row', async () => {
  const rows = async (by: Member) => (await list('?limit=100', by)).body.items
  const own = (items: Json[]) =>
    Object.fromEntries(items.map(user => [user.status === 'invited' ? 'invited' : user.id, user.actions]))
  const reader = await addMember(stack(), org as Org, { extraPermissions: ['users:read'] })
  await settle(stack())
  expect(own(await rows(org?.owner as Member))).toMatchObject({
    invited: ['update', 'change_roles', 'resend', 'cancel'],
    [org?.owner.id ?? '']: ['update', 'change_roles', 'reset_password', 'end_sessions', 'transfer'],
    [admin.id]: ['update', 'change_roles', 'suspend', 'remove', 'reset_password', 'end_sessions', 'transfer'],
  })
  expect(own(await rows(admin))).toMatchObject({
    [org?.owner.id ?? '']: [],
    invited: ['update', 'change_roles', 'resend', 'cancel'],
  })
  for (const { actions } of await rows(reader)) expect(actions).toEqual([])
})

test('a last sign-in shows in the list at most an hour late, and breaks no If-Match', async () => {
  const first = (await list('?sort=-lastSignInAt&limit=100')).body.items.find((user: Json) => user.id === admin.id)
  expect(first.lastSignInAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)
  await control(stack(), '/schedules', { enabled: false })
  await advance(stack(), 3601)
  admin = await again(stack(), admin)
  const owner = await again(stack(), org?.owner as Member)
  const [newest] = (await list('?sort=-lastSignInAt&limit=100', owner)).body.items.filter((user: Json) => user.id === admin.id)
  expect(Date.parse(newest.lastSignInAt) - Date.parse(first.lastSignInAt)).toBeGreaterThanOrEqual(3_600_000)
  expect(newest.version).toBe(first.version)
})
