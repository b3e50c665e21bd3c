import type { Context } from 'aws-lambda'
import { now } from '../clock.ts'
import type { Heard } from '../data/deliveries.ts'
import type { Origin } from '../data/events.ts'
import { faultsOf, inWords } from '../http/problems.ts'
import { logger } from '../logger.ts'
import { countOne } from '../metrics.ts'
import type { BackgroundSpec } from '../routes/background.ts'
import type { ToolsOf } from '../tools.ts'
import { heardOf, mailEvent } from './mail-events.ts'

/**
 * The shell around what hears of mails. What can't be read, or speaks of no invitation of ours, is logged and let go: trying again
 * would not help. What fails for now is tried again by Lambda, and ends in a queue that somebody is told of.
 * @param act says whether there is such an invitation
 */
export function mailListener<const Spec extends BackgroundSpec>(
  spec: Spec,
  tools: ToolsOf<Spec['grants']>,
  act: (heard: Heard, tools: ToolsOf<Spec['grants']>, asked: { at: string; origin: Origin }) => Promise<boolean>,
) {
  return async (event: unknown, { awsRequestId: requestId }: Context): Promise<void> => {
    const letGo = (what: string, why: unknown) => {
      countOne('SetAside', spec.name)
      logger.error(what, { function: spec.name, requestId, why })
    }
    const read = mailEvent.safeParse(event, inWords)
    if (!read.success) return letGo('unreadable', faultsOf(read.error))
    const heard = heardOf(read.data)
    if (heard === null) return
    const origin = { ip: null, userAgent: null, requestId }
    if (!(await act(heard, tools, { at: now(), origin }))) letGo('about no invitation of ours', heard.invitationId)
  }
}
