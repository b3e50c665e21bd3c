import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Clock, openClock } from '../../infra/local/clock.ts'
import { type Scheduler, startScheduler } from '../../infra/local/scheduler.ts'
import { openState } from '../../infra/local/state.ts'

let clock: Clock
let scheduler: Scheduler | undefined
let ran: string[]

beforeEach(() => {
  clock = openClock(openState(null))
  ran = []
})
afterEach(() => scheduler?.close())

const start = (run: () => Promise<void> = async () => void ran.push('expire')) => {
  scheduler = startScheduler({ clock, schedules: [{ name: 'expire', everySeconds: 60, run }] })
  return scheduler
}

test('runs when its time has come, by the stack’s clock, and once for a long jump', async () => {
  const line = start()
  clock.advance(59)
  await line.look()
  expect(ran).toEqual([])
  clock.advance(600)
  await vi.waitFor(() => expect(ran).toEqual(['expire']))
  await line.look()
  expect(ran).toEqual(['expire'])
})

test('runs at once when asked to, and is due a full period later', async () => {
  const line = start()
  clock.advance(59)
  await line.runNow()
  clock.advance(59)
  await line.look()
  expect(ran).toEqual(['expire'])
})

test('never runs twice at once: who asks in between gets a run that begins after', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const line = start(async () => {
    ran.push('begins')
    await gates[ran.length === 1 ? 0 : 1]?.promise
    ran.push('ends')
  })
  const first = line.runNow()
  const second = line.runNow()
  gates[0]?.resolve()
  await first
  expect(line.idle()).toBe(false)
  gates[1]?.resolve()
  await second
  expect(ran).toEqual(['begins', 'ends', 'begins', 'ends'])
  await vi.waitFor(() => expect(line.idle()).toBe(true))
})

test('switched off, it runs only when asked to', async () => {
  const line = start()
  line.enable(false)
  clock.advance(3600)
  await line.look()
  expect(ran).toEqual([])
  await line.runNow()
  expect(ran).toEqual(['expire'])
})

test('a failed run is told to who asked for it, and the next one goes on', async () => {
  let fails = true
  const line = start(async () => {
    if (fails) throw new Error('no table')
    ran.push('expire')
  })
  await expect(line.runNow()).rejects.toThrow('no table')
  fails = false
  await line.runNow()
  expect(ran).toEqual(['expire'])
})
