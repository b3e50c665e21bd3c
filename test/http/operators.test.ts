import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../infra/local/root.ts'
import { ask, type Json, mailTo } from '../support/api.ts'
import { addMember, createOrg, freshEmail, join, type Org } from '../support/people.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let folder: string
let org: Org
beforeAll(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'roster-operators-'))
  await writeFile(joinPath(folder, 'outputs.json'), JSON.stringify({ Roster: stack().outputs }))
  org = await createOrg(stack(), 'Acme')
})
afterAll(() => rm(folder, { recursive: true }))

/** The function as the AWS account calls it. */
async function invoke(name: string, payload: object): Promise<{ error: boolean; body: Json }> {
  const url = `${stack().outputs.LambdaEndpoint}/2015-03-31/functions/${name}/invocations`
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(payload) })
  return { error: answer.headers.has('x-amz-function-error'), body: await answer.json() }
}

type Ran = { code: number; out: string; error: string }
/** `npm run roster -- … --local`, as a process of its own. */
const roster = (args: string[], data = folder): Promise<Ran> =>
  promisify(execFile)(process.execPath, ['infra/operator/roster.ts', ...args], {
    cwd: root,
    env: { ...process.env, ROSTER_DATA: data },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, error: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, error: stderr }),
  )
const local = async (...args: string[]): Promise<Json> => {
  const { code, out, error } = await roster([...args, '--local', '--json'])
  expect({ code, error }).toEqual({ code: 0, error: '' })
  return JSON.parse(out)
}
const organization = async () => (await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: org.owner.token })).body

test('L1: create-org makes an organization whose owner gets a mail, accepts and signs in', async () => {
  const email = freshEmail('boss')
  const made = await local('create-org', '--name', ' Umbrella Corp ', '--owner', email.toUpperCase())
  expect(made).toEqual({
    orgId: expect.stringMatching(/^org_/),
    ownerId: expect.stringMatching(/^usr_/),
    invitationId: expect.stringMatching(/^inv_/),
  })
  const owner = await join(stack(), email)
  expect(owner.id).toBe(made.ownerId)
  const { body } = await ask(stack(), 'GET', `/v1/orgs/${made.orgId}`, { token: owner.token })
  expect(body).toMatchObject({ name: 'Umbrella Corp', counts: { active: 1 }, seats: { used: 1 }, warnings: ['single_owner'] })
})

test('create-org for somebody who is known already invites that same person', async () => {
  const { body } = await invoke('createOrganization', { name: 'Second', owner: org.owner.email })
  expect(body.ownerId).toBe(org.owner.id)
  expect(await mailTo(stack(), org.owner.email)).toHaveLength(2)
})

test('T9: set-seats sets the limit, and which roles count', async () => {
  await addMember(stack(), org, { roleIds: ['rol_admin'] })
  expect(await local('set-seats', '--org', org.id, '--seats', '7')).toEqual({ orgId: org.id, seats: { limit: 7, used: 2 } })
  expect(await local('set-seats', '--org', org.id, '--seats', '7', '--counting', 'rol_admin')).toMatchObject({
    seats: { used: 1 },
  })
  expect(await local('set-seats', '--org', org.id, '--seats', '8')).toMatchObject({ seats: { limit: 8, used: 1 } })
  expect((await organization()).seats).toEqual({ limit: 8, used: 1 })
  expect(await local('set-seats', '--org', org.id, '--seats', '500', '--counting', 'all')).toMatchObject({ seats: { used: 2 } })
})

test('L2: set-limits changes what is named and leaves the rest', async () => {
  const unset = { seats: 500, users: 500, invitesPerMinute: 20, invitesPerDay: 1000, mailsPerAddress: 5 }
  expect(await local('set-limits', '--org', org.id)).toEqual({ orgId: org.id, limits: unset })
  const named = ['--users', '40', '--invites-per-minute', '3', '--invites-per-day', '30', '--mails-per-address', '2']
  const set = await local('set-limits', '--org', org.id, ...named)
  expect(set.limits).toEqual({ seats: 500, users: 40, invitesPerMinute: 3, invitesPerDay: 30, mailsPerAddress: 2 })
  expect((await organization()).users).toEqual({ limit: 40, used: 2 })
  expect((await local('set-limits', '--org', org.id, '--users', '500')).limits).toMatchObject({ users: 500, invitesPerMinute: 3 })
})

test('list-orgs lists every organization with its usage, oldest first, in JSON and in words', async () => {
  const list = await local('list-orgs')
  expect(list.map(({ name }: Json) => name)).toEqual(['Acme', 'Umbrella Corp', 'Second'])
  expect(list[0]).toMatchObject({ id: org.id, counts: { active: 2 }, seats: { used: 2 }, users: { limit: 500, used: 2 } })
  const { out } = await roster(['list-orgs', '--local'])
  expect(out.trim().split('\n')).toHaveLength(3)
  expect(out).toContain(`${org.id}  2/500 seats  2/500 users  Acme`)
})

test('list-orgs goes on beyond a hundred organizations', async () => {
  const create = (_: unknown, count: number) => invoke('createOrganization', { name: `Org ${count}`, owner: freshEmail() })
  await Promise.all(Array.from({ length: 100 }, create))
  const list = await local('list-orgs')
  expect(list).toHaveLength(103)
  expect(new Set(list.map(({ id }: Json) => id)).size).toBe(103)
})

test.each([
  ['createOrganization', {}, /name is missing; owner is missing/],
  ['createOrganization', { name: ' ', owner: 'nobody' }, /name .*; owner must be one plain email address/],
  ['createOrganization', { name: 'A', owner: 'a@example.com', shoe: 1 }, /shoe is not known/],
  ['setSeats', { orgId: 'org_0', seats: 1 }, /no organization org_0/],
  ['setSeats', { orgId: 'org_0', seats: -1 }, /seats needs at least 0/],
  ['setSeats', { orgId: 'org_0', seats: 1.5 }, /seats must be an int/],
  ['setLimits', { orgId: 'org_0', users: 'many' }, /users must be/],
  ['setLimits', { orgId: 'org_0' }, /no organization org_0/],
  ['listOrganizations', { after: 7 }, /after must be/],
  ['setSeats', null, /must be an object/],
])('a function says in one line what is wrong: %s %j', async (name, payload, words) => {
  const { error, body } = await invoke(name, payload as object)
  expect(error).toBe(true)
  expect(body.errorMessage).toMatch(words)
  expect(body.errorMessage).not.toContain('\n')
})

test.each([
  [['no-such'], /There is no command no-such/],
  [['create-org', '--name', 'A'], /owner is missing/],
  [['create-org', '--nmae', 'A'], /--nmae/],
  [['set-seats', '--org', 'org_0', '--seats', 'many'], /seats must be a/],
  [['set-seats', '--org', 'org_0'], /seats is missing/],
  [['set-seats', '--org', 'org_0', '--seats', '1', '--counting', 'rol_x'], /no organization org_0/],
  [['set-limits', '--users', '1'], /orgId is missing/],
])('the command says in one line what is wrong, and fails: %j', async (args, words) => {
  const { code, out, error } = await roster([...args, '--local'])
  expect([code, out]).toEqual([1, ''])
  expect(error).toMatch(words)
  expect(error.trim()).not.toContain('\n')
})

test('a role that is not there can’t count', async () => {
  const { error } = await roster(['set-seats', '--org', org.id, '--seats', '1', '--counting', 'rol_admin,rol_x', '--local'])
  expect(error).toBe('There is no role rol_x in Acme.\n')
  expect((await organization()).seats.limit).toBe(500)
})

test('without a running stack the command says what to do', async () => {
  const { code, error } = await roster(['list-orgs', '--local'], joinPath(folder, 'nowhere'))
  expect([code, error]).toEqual([
    1,
    expect.stringMatching(/^There is no .*outputs\.json\. Start the local stack first: npm start\.\n$/),
  ])
})

test('help lists every command', async () => {
  const { code, out } = await roster(['--help'])
  expect(code).toBe(0)
  for (const command of ['create-org', 'set-seats', 'set-limits', 'list-orgs', 'import']) expect(out).toContain(command)
})

test('D12: operators’ functions are not on the HTTPS API, and no other function is callable beside it', async () => {
  for (const path of ['/v1/orgs', '/createOrganization', '/2015-03-31/functions/createOrganization/invocations'])
    expect((await ask(stack(), 'POST', path, { body: {}, token: org.owner.token })).status).toBe(404)
  expect((await invoke('suspendUser', {})).body.Message).toMatch(/not found/)
})

test('L1: invite-owner lets another owner in, by a mail; members and unknown organizations are told', async () => {
  const lonely = await createOrg(stack(), 'Lonely')
  const email = freshEmail('second')
  const made = await local('invite-owner', '--org', lonely.id, '--owner', email)
  const owner = await join(stack(), email)
  expect(owner.id).toBe(made.ownerId)
  const me = await ask(stack(), 'GET', '/v1/me', { token: owner.token })
  expect(me.body.memberships[0].roles).toMatchObject([{ id: 'rol_owner' }])
  expect((await ask(stack(), 'GET', `/v1/orgs/${lonely.id}`, { token: owner.token })).body.warnings).toEqual([])
  const fault = async (orgId: string) => (await invoke('inviteOwner', { orgId, owner: email })).body.errorMessage
  expect(await fault(lonely.id)).toContain('belongs to this organization already')
  expect(await fault('org_01m0000000never')).toContain('list-orgs shows them')
})
