import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAws } from '../../infra/local/aws.ts'
import { openClock } from '../../infra/local/clock.ts'
import { startControl } from '../../infra/local/control.ts'
import type { Background } from '../../infra/local/event-sources.ts'
import { openFaults } from '../../infra/local/faults.ts'
import { startQueueMapping } from '../../infra/local/queue-mapping.ts'
import { openQueues } from '../../infra/local/queues.ts'
import { type Scheduler, startScheduler } from '../../infra/local/scheduler.ts'
import type { Served } from '../../infra/local/serve.ts'
import { openState } from '../../infra/local/state.ts'

const state = openState(null)
const clock = openClock(state)
const faults = openFaults()
const queues = openQueues({
  state,
  clock,
  definitions: [{ name: 'work', visibilityTimeoutSeconds: 30, maxReceiveCount: 3, retentionSeconds: 10 ** 9 }],
})
const backgrounds: Background[] = []
const federatedSignIn = async ({ email, groups }: { email: string; groups: string[] }) => ({
  accessToken: `${email} in ${groups.join(' and ')}`,
})
const aws = await startAws({ port: 0, state, clock, faults, queues })
let runs = 0
let scheduler: Scheduler
let control: Served

beforeAll(async () => {
  scheduler = startScheduler({ clock, schedules: [{ name: 'expire', everySeconds: 10 ** 9, run: async () => void runs++ }] })
  control = await startControl({
    port: 0,
    clock,
    faults,
    scheduler,
    queues,
    events: () => aws.events(),
    backgrounds,
    federatedSignIn,
  })
})
afterAll(async () => {
  await aws.close()
  await control.close()
  await scheduler.close()
})

async function call(method: string, path: string, body?: unknown) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${control.url}${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const value: unknown = await answer.json()
  return { status: answer.status, value }
}

/** `fetch` sets the host by itself. */
const callWith = (headers: Record<string, string>, method = 'POST') =>
  new Promise<{ status?: number; body: string }>((resolve, reject) => {
    const outgoing = request(
      `${control.url}/clock`,
      { method, headers },
      answer => void text(answer).then(body => resolve({ status: answer.statusCode, body })),
    )
    outgoing.once('error', reject).end(method === 'POST' ? '{"advanceSeconds":0}' : undefined)
  })

test('moves the clock', async () => {
  const before = Date.now()
  const { status, value } = await call('POST', '/clock', { advanceSeconds: 86_400 })
  expect([status, value]).toEqual([200, { now: expect.any(String), offsetSeconds: 86_400 }])
  expect(clock.now()).toBeGreaterThanOrEqual(before + 86_400_000)
  expect((await call('GET', '/clock')).value).toMatchObject({ offsetSeconds: 86_400 })
})

test('runs the schedules and switches them off', async () => {
  expect((await call('POST', '/schedules/run')).value).toEqual({ ran: true })
  expect(runs).toBe(1)
  expect((await call('POST', '/schedules', { enabled: false })).value).toEqual({ enabled: false })
  expect(scheduler.enabled()).toBe(false)
  expect((await call('POST', '/schedules', { enabled: true })).value).toEqual({ enabled: true })
})

test('wants no content type where there is no body', async () => {
  expect((await fetch(`${control.url}/schedules/run`, { method: 'POST' })).status).toBe(200)
})

test('breaks a service and mends it', async () => {
  await call('POST', '/faults', { service: 'ses', operation: 'SendEmail', rate: 1, error: 'ThrottlingException', count: 1 })
  expect([faults.strike('ses', 'SendEmail'), faults.strike('ses', 'SendEmail')]).toEqual(['ThrottlingException', null])
  await call('POST', '/faults', { service: 'dynamodb', operation: '*', rate: 1, error: 'InternalServerError' })
  await call('POST', '/faults', { service: 'dynamodb', operation: '*', rate: 0 })
  expect(faults.strike('dynamodb', 'GetItem')).toBeNull()
})

test.each([
  ['/clock', { advanceSeconds: -1 }, 'advanceSeconds'],
  ['/clock', { advanceSeconds: '60' }, 'advanceSeconds'],
  ['/clock', {}, 'advanceSeconds'],
  ['/clock', { advanceSeconds: 1, unit: 'days' }, ''],
  ['/schedules', { enabled: 'no' }, 'enabled'],
  ['/faults', { service: 's3', operation: '*', rate: 1, error: 'X' }, 'service'],
  ['/faults', { service: 'ses', operation: 'send email', rate: 1, error: 'X' }, 'operation'],
  ['/faults', { service: 'ses', operation: '*', rate: 2, error: 'X' }, 'rate'],
  ['/faults', { service: 'ses', operation: '*', rate: 1, error: 'X', count: 0 }, 'count'],
  ['/federated-sign-in', { email: 'nobody', groups: [] }, 'email'],
])('POST %s refuses %j and names the field', async (path, body, field) => {
  const { status, value } = await call('POST', path, body)
  expect([status, value]).toEqual([422, { message: expect.any(String), errors: [{ path: field, message: expect.any(String) }] }])
})

test('signs in through an identity provider', async () => {
  const { value } = await call('POST', '/federated-sign-in', { email: 'ann@example.com', groups: ['staff', 'admins'] })
  expect(value).toEqual({ accessToken: 'ann@example.com in staff and admins' })
})

test('shows the bus and the queues', async () => {
  const headers = { 'x-amz-target': 'AWSEvents.PutEvents' }
  const Entries = [{ Source: 'roster', DetailType: 'user.invited', Detail: '{"n":1}' }]
  await fetch(aws.url, { method: 'POST', headers, body: JSON.stringify({ Entries }) })
  expect((await call('GET', '/events')).value).toMatchObject([
    { source: 'roster', 'detail-type': 'user.invited', detail: { n: 1 } },
  ])
  expect((await call('GET', '/queues')).value).toEqual([{ name: 'work', waiting: 0, inFlight: 0, deadLetters: 0 }])
})

test('settles when all that was set off has ended, chains of it too', async () => {
  const done: string[] = []
  const mapping = startQueueMapping({
    queues,
    queue: 'work',
    batchSize: 1,
    async invoke({ Records: [record] }) {
      await new Promise(resolve => setImmediate(resolve))
      done.push(record?.body ?? '')
      if (record?.body !== '3') queues.send('work', { body: String(Number(record?.body) + 1) })
    },
  })
  backgrounds.push(mapping)
  queues.send('work', { body: '1' })
  expect((await call('POST', '/settle')).value).toMatchObject({ settled: true })
  expect(done).toEqual(['1', '2', '3'])
  await mapping.close()
})

test('says so when it does not settle in time', async () => {
  queues.send('work', { body: 'stays' })
  const { value } = await call('POST', '/settle', { timeoutSeconds: 0.1 })
  expect(value).toEqual({ settled: false, queues: [{ name: 'work', waiting: 1, inFlight: 0, deadLetters: 0 }] })
})

test('is closed to web pages: to names that point here, to forms, and to what is not JSON', async () => {
  const type = { 'content-type': 'application/json' }
  expect(await callWith({ ...type, host: 'evil.example' })).toMatchObject({ status: 403 })
  expect(await callWith({ host: 'evil.example' }, 'GET')).toMatchObject({ status: 403 })
  expect(await callWith({ ...type, host: `localhost:${control.port}` })).toMatchObject({ status: 200 })
  expect(await callWith({ 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
  expect(await callWith({})).toMatchObject({ status: 415 })
  expect(await callWith({ ...type, origin: 'https://evil.example' })).toMatchObject({ status: 403 })
})

test('says what is wrong with a path or with JSON', async () => {
  expect(await call('POST', '/nothing', {})).toMatchObject({
    status: 404,
    value: { routes: expect.arrayContaining(['POST /clock']) },
  })
  const answer = await fetch(`${control.url}/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  })
  expect(answer.status).toBe(400)
})

test('a schedule that fails is told', async () => {
  const failing = startScheduler({
    clock,
    schedules: [{ name: 'expire', everySeconds: 60, run: () => Promise.reject(new Error('no table')) }],
  })
  const other = await startControl({
    port: 0,
    clock,
    faults,
    scheduler: failing,
    queues,
    events: () => [],
    backgrounds: [],
    federatedSignIn: async () => ({}),
  })
  const answer = await fetch(`${other.url}/schedules/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect([answer.status, await answer.json()]).toMatchObject([500, { message: 'no table' }])
  await other.close()
  await failing.close()
})
