import { randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import { openDeduplication } from './queue-deduplication.ts'
import { openMessages } from './queue-messages.ts'
import { type Message, type NewMessage, type QueueDefinition, QueueRefusal, type Sent } from './queue-types.ts'
import type { State } from './state.ts'

/** One queue's rules: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html */
export function openQueue(definition: QueueDefinition, { state, clock }: { state: State; clock: Clock }) {
  const fifo = definition.name.endsWith('.fifo')
  const messages = openMessages(definition, state, clock)
  const recent = openDeduplication(state, clock, definition.name)
  const dies = ({ receiveCount }: Message) => Boolean(definition.deadLetterQueue) && receiveCount >= definition.maxReceiveCount

  /** A FIFO queue takes no handle whose time is over: somebody else may have the message by now. */
  function held(receiptHandle: string) {
    const message = messages.find(receiptHandle)
    if (message && fifo && message.visibleAt <= clock.now()) {
      throw new QueueRefusal('InvalidParameterValue', 'The receipt handle has expired.')
    }
    return message
  }

  return {
    definition,
    size: messages.size,
    send(message: NewMessage): Sent {
      if (fifo) refuseUnordered(message)
      return recent.once(message.deduplicationId, () =>
        messages.add({ ...message, messageId: randomUUID(), sentAt: clock.now() }),
      )
    },
    /** Takes a dead letter in. Its age starts anew in a FIFO queue only. */
    bury({ messageId, body, groupId, deduplicationId, sentAt }: Message) {
      messages.add({ messageId, body, groupId, deduplicationId, sentAt: fifo ? clock.now() : sentAt })
    },
    receive(limit: number, visibilityTimeoutSeconds = definition.visibilityTimeoutSeconds) {
      messages.dropOutdated()
      const now = clock.now()
      const visibleAt = Math.min(now + visibilityTimeoutSeconds * 1000, Number.MAX_SAFE_INTEGER)
      const blocked = new Set(messages.inFlight().flatMap(({ groupId }) => groupId ?? []))
      const received: Message[] = []
      const dead: Message[] = []
      for (const message of messages.all()) {
        if (received.length >= limit) break
        if (message.visibleAt > now || blocked.has(message.groupId ?? '')) continue
        if (dies(message)) dead.push(message)
        else received.push(messages.take(message, visibleAt))
      }
      for (const message of dead) messages.drop(message)
      return { received, dead }
    },
    delete(receiptHandle: string) {
      const message = held(receiptHandle)
      if (message) messages.drop(message)
    },
    changeVisibility(receiptHandle: string, seconds: number) {
      const message = held(receiptHandle)
      if (message) messages.show(message, clock.now() + seconds * 1000)
    },
    counts() {
      messages.dropOutdated()
      const inFlight = messages.inFlight().length
      return { waiting: messages.size() - inFlight, inFlight }
    },
  }
}

function refuseUnordered({ groupId, deduplicationId }: NewMessage) {
  if (!groupId) throw new QueueRefusal('MissingParameter', 'The request must contain the parameter MessageGroupId.')
  if (deduplicationId) return
  const told = 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'
  throw new QueueRefusal('InvalidParameterValue', told)
}
