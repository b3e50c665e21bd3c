import type { SQSEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { now } from '../../shared/clock.ts'
import { withdrawFromAll } from '../../shared/data/withdrawal.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { withdrawGone } from '../../shared/routes/background.ts'

const workMilliseconds = 20_000

/** T2, D10: the people of a deleted site or role. One time limit for the whole batch, since Lambda has one. */
export const handler = (batch: SQSEvent) => {
  const until = Date.now() + workMilliseconds
  const isLate = () => Date.now() > until
  const consume = consumer(withdrawGone, { table, queues }, ({ orgId, actor, origin, target }, { table }) =>
    withdrawFromAll({ table, orgId, now, isLate }, { goneId: target.id, actor, origin }),
  )
  return consume(batch)
}
