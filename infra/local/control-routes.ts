import * as z from 'zod/mini'
import type { Clock } from './clock.ts'
import type { BusEvent } from './event-bus.ts'
import type { Background } from './event-sources.ts'
import type { Faults } from './faults.ts'
import type { Queues } from './queues.ts'
import type { Scheduler } from './scheduler.ts'
import { settle } from './settle.ts'

export type ControlOptions = {
  clock: Clock
  faults: Faults
  scheduler: Scheduler
  queues: Queues
  events(): BusEvent[]
  /** Everything that `POST /settle` waits for, beside the scheduler. */
  backgrounds: Background[]
  /** Tokens as somebody gets them who signs in through an identity provider. */
  federatedSignIn(asked: { email: string; groups: string[]; provider?: string }): Promise<object>
}

// Moving time back would break every order by time; ten years forward are enough.
const clockBody = z.strictObject({ advanceSeconds: z.number().check(z.minimum(0), z.maximum(10 * 366 * 86_400)) })

const schedulesBody = z.strictObject({ enabled: z.boolean() })

const faultBody = z.strictObject({
  service: z.enum(['ses', 'dynamodb', 'cognito', 'sqs', 'events']),
  operation: z.prefault(z.string().check(z.regex(/^(\*|[A-Z]\w*)$/, 'An AWS operation such as SendEmail, or *')), '*'),
  rate: z.number().check(z.minimum(0), z.maximum(1)),
  error: z.prefault(z.string().check(z.regex(/^\w{1,100}$/, 'The name of an AWS error')), 'InternalServerError'),
  skip: z.optional(z.int().check(z.positive())),
  count: z.optional(z.int().check(z.positive())),
})

const signInBody = z.strictObject({
  email: z.email(),
  groups: z.prefault(z.array(z.string()), []),
  provider: z.optional(z.string().check(z.minLength(1), z.maxLength(32))),
})

const settleBody = z.strictObject({ timeoutSeconds: z.prefault(z.number().check(z.positive(), z.maximum(600)), 10) })

/** What each route answers; a body that it does not take throws the schema's error. */
export function controlRoutes(options: ControlOptions): Record<string, (body: unknown) => Promise<object> | object> {
  const { clock, faults, scheduler, queues } = options
  const time = () => ({ now: new Date(clock.now()).toISOString(), offsetSeconds: clock.offsetSeconds() })
  return {
    'GET /clock': time,
    'POST /clock'(body) {
      clock.advance(z.parse(clockBody, body).advanceSeconds)
      return time()
    },
    'GET /schedules': () => ({ enabled: scheduler.enabled() }),
    'POST /schedules'(body) {
      scheduler.enable(z.parse(schedulesBody, body).enabled)
      return { enabled: scheduler.enabled() }
    },
    async 'POST /schedules/run'() {
      await scheduler.runNow()
      return { ran: true }
    },
    'POST /faults'(body) {
      const fault = z.parse(faultBody, body)
      faults.set(fault)
      return fault
    },
    'POST /federated-sign-in'(body) {
      return options.federatedSignIn(z.parse(signInBody, body))
    },
    'GET /events': () => options.events(),
    'GET /queues': () => queues.counts(),
    async 'POST /settle'(body) {
      const { timeoutSeconds } = z.parse(settleBody, body)
      const settled = await settle([...options.backgrounds, scheduler], timeoutSeconds * 1000)
      return { settled, queues: queues.counts() }
    },
  }
}
