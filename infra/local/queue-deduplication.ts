import type { Clock } from './clock.ts'
import type { Sent } from './queue-types.ts'
import type { State } from './state.ts'

const deduplicationMs = 5 * 60 * 1000

/** A second message of one id within five minutes is answered like the first, and goes nowhere, even when the first is done. */
export function openDeduplication(state: State, clock: Clock, queue: string) {
  const kept = state.collection<Sent & { at: number }>(`queue-deduplication:${queue}`)
  const recent = new Map(
    kept
      .all()
      .map(({ key, value }) => [key, value] as const)
      .toSorted(([, one], [, other]) => one.at - other.at),
  )
  const forgetOld = () => {
    for (const [id, { at }] of recent) {
      if (at > clock.now() - deduplicationMs) return
      recent.delete(id)
      kept.remove(id)
    }
  }
  return {
    once(id: string | undefined, send: () => Sent): Sent {
      forgetOld()
      const first = recent.get(id ?? '')
      if (first) return { messageId: first.messageId, sequenceNumber: first.sequenceNumber }
      const { messageId, sequenceNumber } = send()
      if (id) {
        recent.set(id, { messageId, sequenceNumber, at: clock.now() })
        kept.put(id, { messageId, sequenceNumber, at: clock.now() })
      }
      return { messageId, sequenceNumber }
    },
  }
}
