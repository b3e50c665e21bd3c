import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Stack } from '../../infra/local/stack.ts'
import { control, settle } from '../support/api.ts'
import { type Call, type Charge, chargesOf, hopsOf, sumOf } from './calls.ts'
import type { Tap } from './tap.ts'

export type Cost = { hops: number; reads: number; writes: number; cognito: number }
export type Measured = { cost: Cost; calls: Call[]; charges: Charge[] }
/** `prepare` goes before, uncounted; what follows from it waits, too. */
export type Measure = (work: () => Promise<unknown>, prepare?: () => Promise<unknown>) => Promise<Measured>

/**
 * What one operation costs, and nothing of what follows it: the dispatcher gets nothing into the queues meanwhile, and nobody hears of
 * mails, so that no call of theirs is taken for the operation's. What follows goes its way afterwards.
 */
export function measuring(stack: Stack, tap: Tap): Measure {
  let cognito = 0
  subscribe('http.client.request.start', message => {
    const { request } = message as { request: ClientRequest } // as Node's documentation of the channel says
    if (String(request.getHeader('x-amz-target')).startsWith('AWSCognitoIdentityProviderService.')) cognito += 1
  })
  const hold = async (rate: number) => {
    await control(stack, '/faults', { service: 'sqs', operation: 'SendMessageBatch', rate })
    await control(stack, '/faults', { service: 'events', operation: 'InvokeFunction', rate })
  }
  return async (work, prepare) => {
    await settle(stack)
    await hold(1)
    try {
      await prepare?.()
      const before = cognito
      tap.start()
      await work()
      const calls = tap.stop()
      const charges = chargesOf(calls)
      return { calls, charges, cost: { hops: hopsOf(calls), ...sumOf(charges), cognito: cognito - before } }
    } finally {
      await hold(0)
    }
  }
}

/** Of several of the same kind, what the worst cost. */
export const worstOf = (costs: Cost[]): Cost => ({
  hops: Math.max(...costs.map(({ hops }) => hops)),
  reads: Math.max(...costs.map(({ reads }) => reads)),
  writes: Math.max(...costs.map(({ writes }) => writes)),
  cognito: Math.max(...costs.map(({ cognito }) => cognito)),
})
