import { randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import type { Message, NewMessage, QueueDefinition } from './queue-types.ts'
import type { State } from './state.ts'

/** The messages of one queue. What the State holds is only for the next start; the map is the truth of this one. */
export function openMessages({ name, retentionSeconds }: QueueDefinition, state: State, clock: Clock) {
  const kept = state.collection<Message>(`queue:${name}`)
  // Whoever had received these is gone with the process that ended.
  const messages = new Map(kept.all().map(({ key, value }) => [key, { ...value, visibleAt: 0 }]))
  const byHandle = new Map<string, string>()
  const nextSequenceNumber = openSequence([...messages.keys()].at(-1))

  const keep = (message: Message) => {
    messages.set(message.sequenceNumber, message)
    kept.put(message.sequenceNumber, message)
    return message
  }
  const drop = (message: Message) => {
    messages.delete(message.sequenceNumber)
    byHandle.delete(message.receiptHandle ?? '')
    kept.remove(message.sequenceNumber)
  }
  const find = (receiptHandle: string) => messages.get(byHandle.get(receiptHandle) ?? '')
  return {
    drop,
    find,
    size: () => messages.size,
    /** In the order of sending. */
    all: () => messages.values(),
    add: (message: NewMessage & { messageId: string; sentAt: number }) =>
      keep({ ...message, sequenceNumber: nextSequenceNumber(), receiveCount: 0, visibleAt: 0 }),
    /** Gives the message a new receipt handle; the old one is worth nothing any more. */
    take(message: Message, visibleAt: number) {
      const receiptHandle = randomUUID()
      byHandle.delete(message.receiptHandle ?? '')
      byHandle.set(receiptHandle, message.sequenceNumber)
      const { receiveCount, firstReceivedAt = clock.now() } = message
      return keep({ ...message, receiveCount: receiveCount + 1, firstReceivedAt, visibleAt, receiptHandle })
    },
    show: (message: Message, visibleAt: number) => keep({ ...message, visibleAt }),
    inFlight: () => [...byHandle.keys()].flatMap(handle => find(handle) ?? []).filter(message => message.visibleAt > clock.now()),
    dropOutdated() {
      const oldest = clock.now() - retentionSeconds * 1000
      for (const message of messages.values()) {
        if (message.sentAt > oldest) return
        drop(message)
      }
    },
  }
}

/** Ever growing, across restarts too, and in 20 digits, so that the order of text is the order of numbers. */
function openSequence(last = '0') {
  const now = BigInt(Date.now()) * 1_000_000n
  let sequence = now > BigInt(last) ? now : BigInt(last)
  return () => String(++sequence).padStart(20, '0')
}
