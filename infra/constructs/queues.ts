import { Duration } from 'aws-cdk-lib'
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type Queue as QueueName, queues } from '../../shared/routes/background.ts'
import { pascal } from '../function-files.ts'
import { timeoutOf } from './kinds.ts'

/** SQS keeps a message no longer. */
const retentionPeriod = Duration.days(14)

/** AWS's advice: so a message comes back only after every retry of the poller, never while its first run may still go on. */
const visibilityTimeout = Duration.seconds(6 * timeoutOf('queue').toSeconds())

/**
 * SQS's maximum. With three minutes of invisibility after each failure it is two days: a day without SES or Cognito loses nothing.
 * Poison does not wait for that, which would hold up its group: the consumer itself sets aside what can never succeed.
 */
const maxReceiveCount = 1000

const fifo = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
}

const guarded = { retentionPeriod, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }

/** Where Lambda and EventBridge leave what they could not deliver; neither takes a FIFO queue for it. */
export const newFailureQueue = (scope: Construct, id: string): Queue => new Queue(scope, id, guarded)

/** One FIFO queue per concern that follows a change; the message group is the user, so each user's changes keep their order. */
export class Queues extends Construct {
  readonly live: Record<QueueName, Queue>
  readonly deadLetters: Record<QueueName, Queue>

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.deadLetters = byName(name => new Queue(this, `${pascal(name)}DeadLetters`, { ...fifo, ...guarded }))
    this.live = byName(name => this.open(name))
  }

  private open(name: QueueName): Queue {
    const deadLetterQueue = { queue: this.deadLetters[name], maxReceiveCount }
    return new Queue(this, pascal(name), { ...fifo, ...guarded, visibilityTimeout, deadLetterQueue })
  }
}

const byName = <Thing>(make: (name: QueueName) => Thing) =>
  Object.fromEntries(queues.map(name => [name, make(name)])) as Record<QueueName, Thing> // every queue is a key
