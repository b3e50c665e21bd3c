import { type Background, failedItems, type Invoke } from './event-sources.ts'
import type { Message, Queues } from './queues.ts'
import { md5Of, messageAttributes, queueArn } from './sqs.ts'

/** The fields that an `SQSEvent` of @types/aws-lambda has. */
export type QueueEvent = { Records: ReturnType<typeof recordOf>[] }

export type QueueMapping = Background & { close(): Promise<void> }

type Options = {
  queues: Queues
  queue: string
  batchSize: number
  /** How many batches at once, each of other message groups. */
  concurrency?: number
  invoke: Invoke<QueueEvent>
}

/** For messages whose time of invisibility is over; new ones are told by the queue. */
const pollMs = 100

/** Lambda's polling of a queue: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function startQueueMapping({ queues, queue, batchSize, concurrency = 5, invoke }: Options): QueueMapping {
  const underWay = new Set<Promise<void>>()
  let runs = 0
  const closing = new AbortController()

  function poll() {
    while (!closing.signal.aborted && underWay.size < concurrency) {
      // Lambda asks for functions that end within the visibility timeout, so that none ever loses a message while it works on it.
      // A jump of the stack's clock must not do that either.
      const batch = queues.receive(queue, batchSize, Number.POSITIVE_INFINITY)
      if (!batch.length) return
      runs += 1
      const run = settle(batch, { queues, queue, invoke }).finally(() => {
        underWay.delete(run)
        poll()
      })
      underWay.add(run)
    }
  }

  const timer = setInterval(poll, pollMs)
  const stopListening = queues.onSend(queue, () => queueMicrotask(poll))
  poll()
  const counts = () => queues.counts().find(one => one.name === queue)
  return {
    idle: () => !counts()?.waiting && !counts()?.inFlight,
    look: async () => poll(),
    runs: () => runs,
    async close() {
      closing.abort()
      clearInterval(timer)
      stopListening()
      await Promise.all(underWay)
    },
  }
}

/** What the function took is deleted; the rest comes again when the queue's visibility timeout, counted from the receipt, is over. */
async function settle(batch: Message[], { queues, queue, invoke }: Pick<Options, 'queues' | 'queue' | 'invoke'>) {
  const receivedAt = Date.now()
  const failed = await failuresOf(batch, { queue, invoke })
  const timeoutSeconds = queues.definition(queue).visibilityTimeoutSeconds - (Date.now() - receivedAt) / 1000
  for (const { messageId, receiptHandle = '' } of batch) {
    if (failed.has(messageId)) queues.changeVisibility(queue, receiptHandle, Math.max(0, timeoutSeconds))
    else queues.delete(queue, receiptHandle)
  }
}

async function failuresOf(batch: Message[], { queue, invoke }: Pick<Options, 'queue' | 'invoke'>) {
  const ids = batch.map(message => message.messageId)
  try {
    return failedItems(await invoke({ Records: batch.map(message => recordOf(message, queue)) }), ids)
  } catch {
    // The function's own log says why.
    return new Set(ids)
  }
}

const recordOf = (message: Message, queue: string) => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle ?? '',
  body: message.body,
  attributes: messageAttributes(message),
  messageAttributes: {},
  md5OfBody: md5Of(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn(queue),
  awsRegion: 'us-east-1',
})
