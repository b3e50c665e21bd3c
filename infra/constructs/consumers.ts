import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'

/** Feeds a queue to its consumer. A message that failed comes back alone, and the later ones of its group after it. */
export const consume = (consumer: IFunction, queue: IQueue): void =>
  consumer.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }))
