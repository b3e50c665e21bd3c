import type { Clock } from './clock.ts'
import type { Background } from './event-sources.ts'

export type Schedule = { name: string; everySeconds: number; run: () => Promise<unknown> }

export type Scheduler = Background & {
  /** Runs every schedule now, also while they are switched off, and fails when one of them does. */
  runNow(): Promise<void>
  enable(enabled: boolean): void
  enabled(): boolean
  close(): Promise<void>
}

/** How soon a jump of the clock is seen. */
const lookMs = 100

/** EventBridge's schedules, by the stack's clock. Two runs of one schedule never overlap. */
export function startScheduler({ clock, schedules }: { clock: Clock; schedules: Schedule[] }): Scheduler {
  const lines = schedules.map(schedule => openLine(schedule, clock))
  let enabled = true
  const look = () => {
    if (enabled) for (const line of lines) line.runWhenDue()
  }
  const timer = setInterval(look, lookMs)
  return {
    idle: () => lines.every(line => line.idle()),
    look: async () => look(),
    runs: () => lines.reduce((sum, line) => sum + line.runs(), 0),
    async runNow() {
      await Promise.all(lines.map(line => line.runNext()))
    },
    enable(wanted) {
      enabled = wanted
    },
    enabled: () => enabled,
    async close() {
      clearInterval(timer)
      await Promise.all(lines.map(line => line.ended()))
    },
  }
}

/** The runs of one schedule, each after the one before. */
function openLine({ name, everySeconds, run }: Schedule, clock: Clock) {
  let last: Promise<unknown> = Promise.resolve()
  let underWay = 0
  let runs = 0
  let dueAt = clock.now() + everySeconds * 1000

  async function runNext() {
    underWay += 1
    const mine = last.then(() => {
      runs += 1
      dueAt = clock.now() + everySeconds * 1000
      return run()
    })
    last = mine.then(
      () => void (underWay -= 1),
      () => void (underWay -= 1),
    )
    await mine
  }

  return {
    runNext,
    runWhenDue() {
      // However many turns a jump of the clock has passed, they are one run: what is due is due.
      if (underWay === 0 && clock.now() >= dueAt) runNext().catch(error => console.error(`The schedule ${name} failed:`, error))
    },
    idle: () => underWay === 0,
    runs: () => runs,
    ended: () => last,
  }
}
