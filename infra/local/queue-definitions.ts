import { queues } from '../../shared/routes/background.ts'
import type { QueueDefinition } from './queue-types.ts'

export const queueName = (queue: string) => `roster-${queue}.fifo`
export const deadLetterName = (queue: string) => `roster-${queue}-dead-letters.fifo`
export const lostRecords = 'roster-stream-lost-records'

const days = 86_400

/** As `infra/constructs/queues.ts`, but a message that failed comes again within a second, so that nobody at a laptop has to wait. */
export const queueDefinitions: QueueDefinition[] = [
  ...queues.flatMap(queue => [
    {
      name: queueName(queue),
      visibilityTimeoutSeconds: 1,
      maxReceiveCount: 1000,
      deadLetterQueue: deadLetterName(queue),
      retentionSeconds: 14 * days,
    },
    { name: deadLetterName(queue), visibilityTimeoutSeconds: 30, maxReceiveCount: 1000, retentionSeconds: 14 * days },
  ]),
  { name: lostRecords, visibilityTimeoutSeconds: 30, maxReceiveCount: 1000, retentionSeconds: 14 * days },
]
