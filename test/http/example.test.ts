import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../infra/local/root.ts'
import { addMember, createOrg, type Org } from '../support/people.ts'
import { putSite } from '../support/records.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
let folder: string
let service: ChildProcess
let url: string

/** The example as its README says to start it, told of this stack as `npm start` tells of itself. */
beforeAll(async () => {
  org = await createOrg(stack())
  await putSite(stack(), org.id, 'ste_north')
  folder = await mkdtemp(join(tmpdir(), 'roster-example-'))
  const ROSTER_OUTPUTS = join(folder, 'outputs.json')
  await writeFile(ROSTER_OUTPUTS, JSON.stringify({ Roster: stack().outputs }))
  const env = { ...process.env, ROSTER_OUTPUTS, PORT: '0' }
  service = spawn(process.execPath, ['docs/example-service/server.js'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(service.stdout ?? service, 'data')
  url = String(said).trim()
})
afterAll(async () => {
  service.kill()
  await rm(folder, { recursive: true, force: true })
})

const get = async (path: string, token?: string) => {
  const answer = await fetch(url + path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
  return { status: answer.status, body: await answer.json() }
}

test('everybody who is signed in is greeted, and nobody else', async () => {
  const member = await addMember(stack(), org)
  expect(await get('/hello', member.token)).toEqual({ status: 200, body: { userId: member.id, orgId: org.id } })
  for (const token of [undefined, 'a.b.c']) expect((await get('/hello', token)).status).toBe(401)
})

test('reports are for those who hold the product’s own permission, and of their own sites', async () => {
  const none = await addMember(stack(), org)
  expect((await get('/reports', none.token)).status).toBe(403)
  const reader = await addMember(stack(), org, { extraPermissions: ['reports:read'] })
  const seen = async (token: string) => (await get('/reports', token)).body.items.map(({ title }: { title: string }) => title)
  expect(await seen(reader.token)).toEqual(['Turnover'])
  const north = await addMember(stack(), org, { extraPermissions: ['reports:read'], siteIds: ['ste_north'] })
  for (const { token } of [north, org.owner]) expect(await seen(token)).toEqual(['Turnover', 'Heating, building North'])
})
