import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { queues } from '../../shared/aws/sqs.ts'
import type { AuditEvent } from '../../shared/data/events.ts'
import { queueVariables, variable } from '../../shared/environment.ts'
import { parseEvent, queuesFor } from '../../shared/jobs/events.ts'
import { logger } from '../../shared/logger.ts'
import { dispatch, type Queue, queues as queueNames } from '../../shared/routes/background.ts'

/**
 * After the commit: every audit event goes to the queues of those whom it concerns, in order per user. A record that can't be read
 * ends the batch in front of it, so that the stream tries, bisects and at last sets aside that one alone.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const events = Records.map(eventOf)
  const unreadable = events.indexOf(null)
  const readable = events.slice(0, unreadable === -1 ? undefined : unreadable).filter(event => event !== null)
  try {
    await Promise.all(queueNames.map(queue => send(queue, readable)))
    return failingFrom(unreadable === -1 ? undefined : Records[unreadable])
  } catch (error) {
    logger.warn('comes again', { consumer: dispatch.name, error: error as Error }) // whatever it is, it is logged
    return failingFrom(Records[0])
  }
}

function eventOf({ dynamodb }: DynamoDBRecord): AuditEvent | null {
  try {
    return parseEvent(JSON.parse(dynamodb?.NewImage?.event?.S ?? ''))
  } catch (error) {
    logger.error('unreadable', { consumer: dispatch.name, sequenceNumber: dynamodb?.SequenceNumber, error: error as Error }) // zod's or JSON's
    return null
  }
}

const send = (queue: Queue, events: AuditEvent[]) =>
  queues.send(
    variable(queueVariables[queue].queue),
    events
      .filter(event => queuesFor(event).includes(queue))
      .map(event => ({ id: event.id, group: event.target.id, body: event })),
  )

const failingFrom = (record: DynamoDBRecord | undefined): DynamoDBBatchResponse => ({
  batchItemFailures: record ? [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] : [],
})
