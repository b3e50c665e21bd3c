import { setTimeout as pause } from 'node:timers/promises'
import { background } from '../../shared/routes/background.ts'
import { mailPattern } from '../mail-pattern.ts'
import { configurationSet } from './environment.ts'
import { filterOf } from './event-filter.ts'
import type { Faults } from './faults.ts'
import type { InvokeFunction } from './functions.ts'
import type { SesEvent } from './ses-events.ts'

/** EventBridge's retries, over seconds and not over a day. */
const [mostTries, pauseMs] = [185, 100]

/** EventBridge's rule for the events of SES: each goes to every function that hears of mails. */
export function mailRules(invoke: InvokeFunction, faults: Faults): (event: SesEvent) => Promise<void> {
  const passes = filterOf([mailPattern(configurationSet)])
  const listeners = background.filter(({ on }) => on.kind === 'ses')
  return async event => {
    if (!passes(event)) return
    for (let tries = 1; faults.strike('events', 'InvokeFunction'); tries++) {
      if (tries === mostTries) throw new Error('EventBridge could not tell what became of a mail.')
      await pause(pauseMs)
    }
    await Promise.all(listeners.map(({ name }) => invoke(name, event)))
  }
}
