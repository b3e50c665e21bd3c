import { setTimeout as pause } from 'node:timers/promises'
import type { Background } from './event-sources.ts'

/** Lambda tries an asynchronous call again twice, a minute and two later; here sooner: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const pausesMs = [200, 400]

/** Tells what belongs together one after the other, each until it was taken or the tries are used up, without keeping the teller waiting. */
export function openDeliveries<Event>(
  take: (event: Event) => Promise<void> | void,
): Background & { tell: (events: Event[]) => void } {
  let underWay = 0
  let runs = 0
  const tellInOrder = async (events: Event[]) => {
    for (const event of events) {
      await untilTaken(take, event)
      underWay -= 1
    }
  }
  return {
    idle: () => underWay === 0,
    look: async () => {},
    runs: () => runs,
    tell(events: Event[]) {
      underWay += events.length
      runs += events.length
      void tellInOrder(events)
    },
  }
}

async function untilTaken<Event>(take: (event: Event) => Promise<void> | void, event: Event) {
  for (const pauseMs of [...pausesMs, null]) {
    try {
      return await take(event)
    } catch (error) {
      if (pauseMs === null) return console.error('An event was given up:', error)
      await pause(pauseMs)
    }
  }
}
