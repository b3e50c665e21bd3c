import { randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import { openDeduplication } from './queue-deduplication.ts'
import { type Message, type NewMessage, type QueueDefinition, QueueRefusal, type Sent } from './queue-types.ts'
import type { State } from './state.ts'

export type Queue = ReturnType<typeof openQueue>

/** One queue. What the State holds is only for the next start; the map is the truth of this one. */
export function openQueue(definition: QueueDefinition, { state, clock }: { state: State; clock: Clock }) {
  const fifo = definition.name.endsWith('.fifo')
  const kept = state.collection<Message>(`queue:${definition.name}`)
  const recent = openDeduplication(state, clock, definition.name)
  // Whoever had received these is gone with the process that ended.
  const messages = new Map(kept.all().map(({ key, value }) => [key, { ...value, visibleAt: 0 }]))
  const handles = new Map<string, string>()
  const nextSequenceNumber = openSequence([...messages.keys()].at(-1))

  const keep = (message: Message) => {
    messages.set(message.sequenceNumber, message)
    kept.put(message.sequenceNumber, message)
    return message
  }
  const drop = (message: Message) => {
    messages.delete(message.sequenceNumber)
    handles.delete(message.receiptHandle ?? '')
    kept.remove(message.sequenceNumber)
  }
  const dropOutdated = () => {
    const oldest = clock.now() - definition.retentionSeconds * 1000
    for (const message of messages.values()) {
      if (message.sentAt > oldest) return
      drop(message)
    }
  }
  const inFlight = () =>
    [...handles.values()].flatMap(key => messages.get(key) ?? []).filter(message => message.visibleAt > clock.now())

  function add(message: NewMessage & { messageId: string; sentAt: number }): Sent {
    const { messageId, sequenceNumber } = keep({
      ...message,
      sequenceNumber: nextSequenceNumber(),
      receiveCount: 0,
      visibleAt: 0,
    })
    return { messageId, sequenceNumber }
  }

  function take(message: Message, visibilityTimeoutSeconds: number): Message {
    const now = clock.now()
    const visibleAt = Math.min(now + visibilityTimeoutSeconds * 1000, Number.MAX_SAFE_INTEGER)
    const receiptHandle = randomUUID()
    handles.delete(message.receiptHandle ?? '')
    handles.set(receiptHandle, message.sequenceNumber)
    const { receiveCount, firstReceivedAt = now } = message
    return keep({ ...message, receiveCount: receiveCount + 1, firstReceivedAt, visibleAt, receiptHandle })
  }

  /** A FIFO queue takes no handle whose time is over: somebody else may have the message by now. */
  function held(receiptHandle: string) {
    const message = messages.get(handles.get(receiptHandle) ?? '')
    if (message && fifo && message.visibleAt <= clock.now()) {
      throw new QueueRefusal('InvalidParameterValue', 'The receipt handle has expired.')
    }
    return message
  }

  return {
    definition,
    size: () => messages.size,
    send(message: NewMessage): Sent {
      if (fifo) refuseUnordered(message)
      return recent.once(message.deduplicationId, () => add({ ...message, messageId: randomUUID(), sentAt: clock.now() }))
    },
    /** Takes a dead letter in. The enqueue timestamp starts anew in a FIFO queue only. */
    bury({ messageId, body, groupId, deduplicationId, sentAt }: Message) {
      add({ messageId, body, groupId, deduplicationId, sentAt: fifo ? clock.now() : sentAt })
    },
    receive(limit: number, visibilityTimeoutSeconds = definition.visibilityTimeoutSeconds) {
      dropOutdated()
      const blocked = new Set(inFlight().flatMap(message => message.groupId ?? []))
      const received: Message[] = []
      const dead: Message[] = []
      for (const message of messages.values()) {
        if (received.length >= limit) break
        if (message.visibleAt > clock.now() || (message.groupId !== undefined && blocked.has(message.groupId))) continue
        if (definition.deadLetterQueue && message.receiveCount >= definition.maxReceiveCount) dead.push(message)
        else received.push(take(message, visibilityTimeoutSeconds))
      }
      dead.forEach(drop)
      return { received, dead }
    },
    delete(receiptHandle: string) {
      const message = held(receiptHandle)
      if (message) drop(message)
    },
    changeVisibility(receiptHandle: string, seconds: number) {
      const message = held(receiptHandle)
      if (message) keep({ ...message, visibleAt: clock.now() + seconds * 1000 })
    },
    counts() {
      dropOutdated()
      const taken = inFlight().length
      return { waiting: messages.size - taken, inFlight: taken }
    },
  }
}

function refuseUnordered({ groupId, deduplicationId }: NewMessage) {
  if (!groupId) throw new QueueRefusal('MissingParameter', 'The request must contain the parameter MessageGroupId.')
  if (deduplicationId) return
  const told = 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'
  throw new QueueRefusal('InvalidParameterValue', told)
}

/** Ever growing, across restarts too, and in 20 digits, so that the order of text is the order of numbers. */
function openSequence(last = '0') {
  const now = BigInt(Date.now()) * 1_000_000n
  let sequence = now > BigInt(last) ? now : BigInt(last)
  return () => String(++sequence).padStart(20, '0')
}
