import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD, OWNER_EMAIL } from '../../infra/local/demo.ts'
import { root } from '../../infra/local/root.ts'
import { ask, control, type Json, type Mail, mailTo, settle, type Target, tokenFor } from '../support/api.ts'
import { PASSWORD, signIn } from '../support/people.ts'

/** `npm start` without npm, in a process group of its own as a terminal gives it one. */
type Started = {
  child: ChildProcess
  folder: string
  said: () => string
  complained: () => string
  ended: Promise<number | string>
}

const folders: string[] = []
const running = new Set<Started>()

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'roster-start-'))
  folders.push(folder)
  return folder
}

function run(args: string[], env: NodeJS.ProcessEnv, folder = newFolder()): Started {
  const child = spawn(process.execPath, ['infra/local/ready.cjs', 'node', ...args], {
    cwd: root,
    env: { ...process.env, ROSTER_FRESH: '', ROSTER_DATA: folder, ...env },
    detached: true,
  })
  let [said, complained] = ['', '']
  child.stdout.on('data', part => (said += part))
  child.stderr.on('data', part => (complained += part))
  const started: Started = {
    child,
    folder,
    said: () => said,
    complained: () => complained,
    ended: once(child, 'close').then(([code, signal]) => {
      running.delete(started)
      return code ?? signal
    }),
  }
  running.add(started)
  return started
}

const start = (env: NodeJS.ProcessEnv = {}, folder?: string) => run(['infra/local/start.ts'], { PORT: '0', ...env }, folder)

/** The outputs at the moment they are there. */
async function up({ folder, ended, complained }: Started): Promise<Target> {
  const file = join(folder, 'outputs.json')
  let isOver = false
  void ended.then(() => (isOver = true))
  while (!existsSync(file)) {
    if (isOver) throw new Error(`It ended: ${complained()}`)
    await pause(10)
  }
  return { outputs: JSON.parse(readFileSync(file, 'utf8')).Roster }
}

/** The process itself and everything below it: its own pid, its parent's, its command. */
function processesOf({ child }: Started): { pid: number; command: string }[] {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .map(found => ({ pid: Number(found?.[1]), parent: Number(found?.[2]), command: found?.[3] ?? '' }))
  const below = (pid: number): typeof all => all.filter(({ parent }) => parent === pid).flatMap(one => [one, ...below(one.pid)])
  return below(child.pid ?? 0)
}

const pidOf = (started: Started, part: string): number => {
  const found = processesOf(started).find(({ command }) => command.includes(part))
  if (!found) throw new Error(`No process of it has ${part} in its command.`)
  return found.pid
}

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** On a busy machine much takes longer than one second. */
const soon = { timeout: 30_000, interval: 10 }

const gone = (pid: number) => expect.poll(() => lives(pid), soon).toBe(false)

/** As a terminal does. */
const pressCtrlC = ({ child }: Started) => process.kill(-(child.pid ?? 0), 'SIGINT')

const ownerOf = (target: Target) => signIn(target, OWNER_EMAIL, DEMO_PASSWORD)
const inOrg = ({ outputs }: Target, path: string) => `/v1/orgs/${outputs.DemoOrgId}${path}`

async function usersOf(target: Target): Promise<Json[]> {
  const { body } = await ask(target, 'GET', inOrg(target, '/users?limit=100'), { token: await ownerOf(target) })
  return body.items
}

const invite = async (target: Target, email: string) => {
  const body = { invitations: [{ email, roleIds: ['rol_member'] }] }
  const answer = await ask(target, 'POST', inOrg(target, '/invitations'), { token: await ownerOf(target), body })
  expect(answer.body.results).toMatchObject([{ status: 'created' }])
}

/** What the mailbox has, without waiting for what is under way. */
const mailNow = async ({ outputs }: Target, email: string): Promise<Mail[]> =>
  (await fetch(`${outputs.MailboxUrl}/messages?to=${encodeURIComponent(email)}`)).json()

async function roster(folder: string, ...args: string[]): Promise<{ code: number | string; said: string; complained: string }> {
  const { ended, said, complained } = run(['infra/operator/roster.ts', ...args], {}, folder)
  return { code: await ended, said: said(), complained: complained() }
}

afterAll(async () => {
  for (const { child } of running) process.kill(-(child.pid ?? 0), 'SIGKILL')
  await Promise.all([...running].map(({ ended }) => ended))
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('one data folder, from start to start', () => {
  const folder = newFolder()
  let first: Target
  let firstToken = ''
  let demoUsers: Json[] = []

  test('everything answers at the moment when outputs.json appears, and the greeting says how to sign in', async () => {
    const started = start({}, folder)
    first = await up(started)
    const { outputs } = first
    firstToken = await ownerOf(first)
    const answers = await Promise.all(
      [
        `${outputs.ApiUrl}/`,
        `${outputs.ApiUrl}/health`,
        `${outputs.ApiUrl}/v1/openapi.json`,
        `${outputs.IssuerUrl}/.well-known/jwks.json`,
        `${outputs.MailboxUrl}/`,
        `${outputs.MailboxUrl}/messages?to=nobody@example.com`,
        `${outputs.ControlUrl}/clock`,
      ].map(async url => (await fetch(url)).status),
    )
    expect(answers).toEqual(answers.map(() => 200))
    expect((await ask(first, 'GET', '/v1/me', { token: firstToken })).body).toMatchObject({ email: OWNER_EMAIL })
    await expect.poll(started.said, soon).toContain(`Sign in    ${outputs.ApiUrl}/    as ${OWNER_EMAIL} with ${DEMO_PASSWORD}`)
    expect(started.said()).toContain('Ctrl-C ends it; it keeps its state for the next start.')
    expect(started.complained()).toBe('')
  })

  test('the demo organization has a few dozen people in every status', async () => {
    demoUsers = await usersOf(first)
    const statuses = Map.groupBy(demoUsers, ({ status }) => status)
    expect([...statuses.keys()].toSorted()).toEqual(['active', 'expired', 'inactive', 'invited', 'suspended'])
    for (const people of statuses.values()) expect(people.length).toBeGreaterThanOrEqual(3)
    expect(demoUsers.length).toBeGreaterThanOrEqual(24)
    const org = await ask(first, 'GET', inOrg(first, ''), { token: firstToken })
    const counts = Object.fromEntries([...statuses].map(([status, people]) => [status, people.length]))
    expect(org.body).toMatchObject({ name: 'Acme', counts })
  })

  test('the operators’ command finds it, and says in a line what is wrong', async () => {
    const created = await roster(folder, 'create-org', '--local', '--name', 'Globex', '--owner', 'hank@example.com', '--json')
    expect(created).toMatchObject({ code: 0, complained: '' })
    const { orgId } = JSON.parse(created.said)
    expect(await tokenFor(first, 'hank@example.com')).toContain('inv_')
    const listed = await roster(folder, 'list-orgs', '--local')
    expect(listed.said).toContain(`${orgId}  1/`)
    expect(listed.said).toContain('Acme')
    const refused = await roster(folder, 'set-seats', '--local', '--org', orgId, '--seats', 'many')
    expect(refused).toMatchObject({ code: 1, said: '' })
    expect(refused.complained.trim().split('\n')).toHaveLength(1)
  })

  test('a second start on the same folder says so and leaves the first alone', async () => {
    const second = start({}, folder)
    expect(await second.ended).toBe(1)
    expect(second.complained()).toBe(
      `Roster already runs with the data in ${folder}. End that one, or choose another folder: ROSTER_DATA=.other npm start\n`,
    )
    expect(JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8')).Roster).toEqual(first.outputs)
    expect((await ask(first, 'GET', '/health')).status).toBe(200)
  })

  test('a taken port is told in a line', async () => {
    const { port } = new URL(first.outputs.ApiUrl ?? '')
    const other = start({ PORT: port, ROSTER_FRESH: '1' })
    expect(await other.ended).toBe(1)
    expect(other.complained()).toBe(
      `Port ${port} is taken by another program. End that one, or choose another port: PORT=3100 npm start\n`,
    )
    expect(existsSync(join(other.folder, 'outputs.json'))).toBe(false)
  })

  test('Ctrl-C ends it, and Java with it', async () => {
    await invite(first, 'kept@example.com')
    await invite(first, 'joined@example.com')
    const accepted = await ask(first, 'POST', '/v1/invitations/accept', {
      body: { token: await tokenFor(first, 'joined@example.com'), password: PASSWORD, firstName: 'Joy' },
    })
    expect(accepted.status).toBe(200)
    await control(first, '/faults', { service: 'ses', operation: '*', rate: 1, error: 'TooManyRequestsException' })
    await invite(first, 'late@example.com')

    const [started] = running
    if (!started) throw new Error('It runs no more.')
    const java = pidOf(started, 'OnLoopback.java')
    expect(await mailNow(first, 'late@example.com')).toEqual([])
    pressCtrlC(started)
    expect(await started.ended).toBe(0)
    expect(lives(java)).toBe(false)
    expect(started.complained()).toBe('')
    expect((await roster(folder, 'list-orgs', '--local')).complained).toMatch(/Start the local stack first: npm start\.?\n$/)
  })

  test('the next start, on another port, has kept people, passwords and mail, and sends what was not sent', async () => {
    const started = start({}, folder)
    const second = await up(started)
    expect(second.outputs.ApiUrl).not.toBe(first.outputs.ApiUrl)
    expect(second.outputs).toMatchObject({
      DemoOrgId: first.outputs.DemoOrgId,
      UserPoolId: first.outputs.UserPoolId,
      UserPoolClientId: first.outputs.UserPoolClientId,
    })
    expect(await mailTo(second, 'late@example.com')).toHaveLength(1)
    expect(await mailTo(second, 'kept@example.com')).toHaveLength(1)
    const users = await usersOf(second)
    expect(users.map(({ id }) => id)).toEqual(expect.arrayContaining(demoUsers.map(({ id }) => id)))
    expect(users).toHaveLength(demoUsers.length + 3)
    expect(users.find(({ email }) => email === 'joined@example.com')).toMatchObject({ status: 'active', firstName: 'Joy' })
    const token = await signIn(second, 'joined@example.com')
    expect((await ask(second, 'GET', '/v1/me', { token })).status).toBe(200)
    // Another issuer by now.
    expect((await ask(second, 'GET', '/v1/me', { token: firstToken })).status).toBe(401)
    const lookup = { body: { token: await tokenFor(second, 'kept@example.com') } }
    expect((await ask(second, 'POST', '/v1/invitations/lookup', lookup)).body).toMatchObject({ email: 'kept@example.com' })
  })

  test('killed outright, it leaves no Java behind, and the folder is good for the next start, which ends by SIGTERM', async () => {
    const [killed] = running
    if (!killed) throw new Error('It runs no more.')
    const java = pidOf(killed, 'OnLoopback.java')
    await invite(await up(killed), 'written@example.com')
    process.kill(pidOf(killed, 'start.ts'), 'SIGKILL')
    expect(await killed.ended).toBe('SIGKILL')
    await gone(java)

    const started = start({}, folder)
    // It had no time to take them back; the next start does.
    await expect.poll(() => existsSync(join(folder, 'outputs.json')), soon).toBe(false)
    const third = await up(started)
    await settle(third)
    expect((await usersOf(third)).map(({ email }) => email)).toContain('written@example.com')
    const nextJava = pidOf(started, 'OnLoopback.java')
    process.kill(started.child.pid ?? 0, 'SIGTERM')
    expect(await started.ended).toBe(0)
    expect(lives(nextJava)).toBe(false)
    expect(existsSync(join(folder, 'outputs.json'))).toBe(false)
  })
})

test('a fresh start keeps nothing, and ends when its terminal is closed', async () => {
  const started = start({ ROSTER_FRESH: '1' })
  const target = await up(started)
  await ownerOf(target)
  await expect.poll(started.said, soon).toContain('it keeps nothing')
  const java = pidOf(started, 'OnLoopback.java')
  process.kill(-(started.child.pid ?? 0), 'SIGHUP')
  expect(await started.ended).toBe(0)
  expect(lives(java)).toBe(false)
  expect(readdirSync(started.folder)).toEqual(['lock'])
})

test('Ctrl-C while it starts ends it as well', async () => {
  const started = start()
  await expect.poll(() => existsSync(join(started.folder, 'lock')), soon).toBe(true)
  pressCtrlC(started)
  expect(await started.ended).toBe(0)
  expect(started.complained()).toBe('')
  expect(processesOf(started)).toEqual([])
})

describe('what it can’t do is told in a line', () => {
  const refusalOf = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const started = start(env)
    expect(await started.ended).toBe(1)
    expect(started.said()).toBe('')
    return started.complained()
  }

  test('a PORT that is none, or leaves no room for the other servers', async () => {
    const ports = ['abc', '-1', '3000.5', '1e3', '0x10', '65530', '99999999']
    const refusals = await Promise.all(ports.map(PORT => refusalOf({ PORT })))
    expect(refusals).toEqual(ports.map(PORT => `PORT must be a number between 0 and 65529, not "${PORT}".\n`))
  })

  test('no Java', async () => {
    const PATH = [dirname(process.execPath), '/nonexistent'].join(delimiter)
    expect(await refusalOf({ PATH, JAVA_HOME: undefined })).toMatch(/^Roster needs Java 17 or newer[^\n]*\n$/)
  })

  test('a data folder that is none', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    expect(await refusalOf({ ROSTER_DATA: join(file, 'data') })).toMatch(/^The data folder [^\n]* can't be used [^\n]*\n$/)
  })
})

/** Taken by somebody for as long as the test lasts. */
const held: Server[] = []
afterEach(() => {
  for (const server of held.splice(0)) server.close()
})

test('a port that only one of the other servers wanted is no hindrance', async () => {
  const free = await listen(0)
  const port = (free.address() as AddressInfo).port
  free.close()
  held.push(await listen(port + 2))
  const started = start({ PORT: String(port), ROSTER_FRESH: '1' })
  const { outputs } = await up(started)
  expect(outputs.ApiUrl).toBe(`http://127.0.0.1:${port}`)
  expect(outputs.MailboxUrl).not.toBe(`http://127.0.0.1:${port + 2}`)
  expect((await fetch(`${outputs.MailboxUrl}/messages`)).status).toBe(200)
  pressCtrlC(started)
  expect(await started.ended).toBe(0)
})

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

test('data that another version wrote is left alone, and the user told what to do', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'state.sqlite'), '')
  const started = start({}, folder)
  expect(await started.ended).toBe(1)
  expect(started.complained()).toContain('was written by another version of Roster. Delete that folder')
  expect(readFileSync(join(folder, 'state.sqlite'), 'utf8')).toBe('')
})
