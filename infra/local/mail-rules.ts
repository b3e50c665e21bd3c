import { background } from '../../shared/routes/background.ts'
import { mailPattern } from '../mail-pattern.ts'
import { configurationSet } from './environment.ts'
import { filterOf } from './event-filter.ts'
import type { InvokeFunction } from './functions.ts'
import type { SesEvent } from './ses-events.ts'

/** EventBridge's rule for the events of SES: each goes to every function that hears of mails. */
export function mailRules(invoke: InvokeFunction): (event: SesEvent) => Promise<void> {
  const passes = filterOf([mailPattern(configurationSet)])
  const listeners = background.filter(({ on }) => on.kind === 'ses')
  return async event => {
    if (passes(event)) await Promise.all(listeners.map(({ name }) => invoke(name, event)))
  }
}
