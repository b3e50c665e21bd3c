import { bus } from '../../shared/aws/eventbridge.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { publishEvents } from '../../shared/routes/background.ts'

/** The product hears of every change. `detail.id` is the event's own: whoever needs it once looks at that. */
export const handler = consumer(publishEvents, { bus, queues }, (event, { bus }) =>
  bus.publish({ type: event.type, at: event.at, detail: event }),
)
