import type { SQSEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { now } from '../../shared/clock.ts'
import { moveAll } from '../../shared/data/transfers.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { transferResources } from '../../shared/routes/background.ts'

const workMilliseconds = 20_000

/** A6: whatever the event was, what is on its way to somebody else is moved on. One time limit for the whole batch, since Lambda has one. */
export const handler = (batch: SQSEvent) => {
  const until = Date.now() + workMilliseconds
  const isLate = () => Date.now() > until
  const consume = consumer(transferResources, { table, queues }, ({ orgId, target }, { table }) =>
    moveAll({ table, orgId, now, isLate }, target.id),
  )
  return consume(batch)
}
