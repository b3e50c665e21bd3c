import type { Clock } from './clock.ts'
import { openQueue } from './queue.ts'
import { type Message, type NewMessage, type QueueCounts, type QueueDefinition, QueueRefusal, type Sent } from './queue-types.ts'
import type { State } from './state.ts'

export type { Message, NewMessage, QueueCounts, QueueDefinition, Sent }
export { QueueRefusal }

export type Queues = {
  definition(name: string): QueueDefinition
  send(name: string, message: NewMessage): Sent
  /** At most `limit` messages, invisible to others until their time is over. */
  receive(name: string, limit: number, visibilityTimeoutSeconds?: number): Message[]
  /** Calls `wake` after each send to that queue, until the returned function is called. */
  onSend(name: string, wake: () => void): () => void
  delete(name: string, receiptHandle: string): void
  changeVisibility(name: string, receiptHandle: string, seconds: number): void
  counts(): QueueCounts[]
}

/** SQS, as far as Roster uses it: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html */
export function openQueues(options: { state: State; clock: Clock; definitions: QueueDefinition[] }): Queues {
  const queues = new Map(options.definitions.map(definition => [definition.name, openQueue(definition, options)]))
  const listeners = new Map<() => void, string>()
  const named = (name: string) => {
    const queue = queues.get(name)
    if (!queue) throw new QueueRefusal('QueueDoesNotExist', `The specified queue does not exist: ${name}`)
    return queue
  }
  return {
    definition: name => named(name).definition,
    send(name, message) {
      const sent = named(name).send(message)
      for (const [wake, to] of listeners) if (to === name) wake()
      return sent
    },
    onSend(name, wake) {
      listeners.set(wake, name)
      return () => void listeners.delete(wake)
    },
    receive(name, limit, visibilityTimeoutSeconds) {
      const { received, dead } = named(name).receive(limit, visibilityTimeoutSeconds)
      for (const message of dead) named(named(name).definition.deadLetterQueue ?? '').bury(message)
      return received
    },
    delete: (name, receiptHandle) => named(name).delete(receiptHandle),
    changeVisibility: (name, receiptHandle, seconds) => named(name).changeVisibility(receiptHandle, seconds),
    counts: () =>
      [...queues].map(([name, queue]) => {
        const deadLetters = queues.get(queue.definition.deadLetterQueue ?? '')?.size() ?? 0
        return { name, ...queue.counts(), deadLetters }
      }),
  }
}
