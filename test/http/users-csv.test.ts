import { beforeAll, expect, test } from 'vitest'
import { ask, settle } from '../support/api.ts'
import { crowd } from '../support/crowd.ts'
import { fill } from '../support/fill.ts'
import { createBusyOrg, freshEmail, invited, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org

const csv = (path: string) => ask(stack(), 'GET', path, { token: org.owner.token })
const exported = (query = '') => csv(`/v1/orgs/${org.id}/users.csv${query}`)

/** RFC 4180, read the simple way: a quoted cell may hold anything. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/g)) {
    if (whole === '' && end === '') break
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.filter(row => row.length > 0)
}

const columns =
  'id,email,communicationEmail,firstName,lastName,displayName,phone,locale,status,roles,extraPermissions,siteIds,mustChangePassword,createdAt,updatedAt,lastSignInAt'

beforeAll(async () => {
  org = await createBusyOrg(stack())
  await settle(stack())
})

test('A3: the list as CSV, in the order that was asked for, with the names of the fields in the first line', async () => {
  await invited(stack(), org, {
    email: 'zoe@acme.example',
    firstName: 'Zoë',
    lastName: 'Comma, "Quoted"',
    phone: '+1 555',
    roleIds: ['rol_member', 'rol_admin'],
  })
  await settle(stack())
  const answer = await exported('?sort=-email')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toContain('users.csv')
  expect(answer.headers.get('link')).toBeNull()
  const [head, first, second, ...rest] = cellsOf(answer.text)
  expect(head?.join()).toBe(columns)
  expect(first?.slice(1, 10)).toEqual([
    'zoe@acme.example',
    '',
    'Zoë',
    'Comma, "Quoted"',
    'Zoë Comma, "Quoted"',
    "'+1 555",
    'en',
    'invited',
    'Admin; Member',
  ])
  expect(second?.[0]).toBe(org.owner.id)
  expect(rest).toEqual([])
})

test('A3: it honours every filter of the list', async () => {
  const emails = async (query: string) => cellsOf((await exported(query)).text).map(([, email]) => email)
  expect(await emails('?status=invited')).toEqual(['email', 'zoe@acme.example'])
  expect(await emails('?q=zoe%20quot&roleId=rol_admin')).toEqual(['email', 'zoe@acme.example'])
  expect(await emails('?status=suspended')).toEqual(['email'])
  expectFaults(await exported('?status=asleep&limit=5'), ['query.limit', 'query.status'])
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)'])(
  'a cell that begins like a formula gets an apostrophe in front: %s',
  async lastName => {
    const { user } = await invited(stack(), org, { email: freshEmail(), lastName, displayName: `${lastName}"x` })
    await settle(stack())
    const row = cellsOf((await exported()).text).find(([id]) => id === user.id)
    expect(row?.slice(4, 6)).toEqual([`'${lastName}`, `'${lastName}"x`])
  },
)

test('A3: a large list comes in several answers, which together are the whole, each person once', async () => {
  const large = await createBusyOrg(stack())
  const { DynamoDbEndpoint: endpoint = '', TableName: tableName = '' } = stack().outputs
  const people = crowd(24_000)
  await fill({ endpoint, tableName, orgId: large.id }, people, { searchable: false })
  org = large
  const rows: string[][] = []
  let pages = 0
  for (let path: string | undefined = `/v1/orgs/${large.id}/users.csv?status=active,suspended`; path; pages++) {
    const answer = await csv(path)
    expect(answer.status).toBe(200)
    expect(Buffer.byteLength(JSON.stringify(answer.text))).toBeLessThan(5_500_000)
    rows.push(...cellsOf(answer.text))
    path = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
  }
  expect(pages).toBeGreaterThan(1)
  expect(rows[0]?.join()).toBe(columns)
  const wanted = people.filter(({ user }) => ['active', 'suspended'].includes(user.status)).map(({ user }) => user.id)
  expect(
    rows
      .slice(1)
      .map(([id]) => id)
      .toSorted(),
  ).toEqual([...wanted, large.owner.id].toSorted())
  expectProblem(await csv(`/v1/orgs/${large.id}/users.csv?cursor=bent`), 422, 'invalid_cursor')
}, 180_000)
