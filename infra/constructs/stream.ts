import { Duration, Validations } from 'aws-cdk-lib'
import { FilterCriteria, FilterRule, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Deployment } from '../deployment.ts'

/** The outbox: an audit event, once it is committed. What else the table writes never wakes the function, and costs nothing. */
const newAuditEvents = FilterCriteria.filter({
  eventName: FilterRule.isEqual('INSERT'),
  dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('evt_') } } },
})

/** Reads the table's stream into the dispatcher. */
export function readStream(dispatch: IFunction, { table, streamFailures }: Pick<Deployment, 'table' | 'streamFailures'>): void {
  dispatch.addEventSource(
    new DynamoEventSource(table.resource, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [newAuditEvents],
      batchSize: 100,
      // One batch of a shard at a time. Lambda would divide a shard by item, and two events about one user are two items: a
      // re-activation could overtake the suspension before it.
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Poison fails fast, so a hundred tries of it hold a shard up for seconds, while a hundred slow ones outlast an hour without
      // SQS. What is given up is named in a queue, and can be read from the stream for the rest of its day.
      retryAttempts: 100,
      maxRecordAge: Duration.hours(12),
      onFailure: new SqsDlq(streamFailures),
    }),
  )
  Validations.of(streamFailures).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: "It is itself a dead-letter queue, the stream's; the rule knows only those of queues and of functions.",
  })
}
