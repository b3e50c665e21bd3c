import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { type Message, queues } from '../../shared/aws/sqs.ts'
import type { AuditEvent } from '../../shared/data/events.ts'
import { queueVariables, variable } from '../../shared/environment.ts'
import { parseEvent, queuesFor } from '../../shared/jobs/events.ts'
import { logger } from '../../shared/logger.ts'
import { dispatch, type Queue, queues as queueNames } from '../../shared/routes/background.ts'

/**
 * After the commit: every audit event goes to the queues of those whom it concerns, in order per user. A record that can't be read goes
 * to the bus's consumer as it is, which sets it aside: to fail here would hold up, and in the end lose, everything behind it.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const read = Records.map(record => ({ record, event: eventOf(record) }))
  const events = read.map(({ event }) => event).filter(event => event !== null)
  const unreadable = read.filter(({ event }) => event === null).map(({ record }) => rawMessage(record))
  try {
    await Promise.all([...queueNames.map(queue => send(queue, events)), queues.send(urlOf('events'), unreadable)])
    return failingFrom(undefined)
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

const urlOf = (queue: Queue) => variable(queueVariables[queue].queue)

const send = (queue: Queue, events: AuditEvent[]) =>
  queues.send(
    urlOf(queue),
    events
      .filter(event => queuesFor(event).includes(queue))
      // SQS takes a group's name up to 128 characters; the product's own ids may be longer.
      .map(event => ({ id: event.id, group: event.target.id.slice(0, 128), body: event })),
  )

/** What SQS bears of it, for whoever looks at the dead letters. */
function rawMessage({ dynamodb }: DynamoDBRecord): Message {
  const id = dynamodb?.SequenceNumber ?? 'unknown'
  return { id, group: id, body: JSON.stringify(dynamodb?.NewImage ?? null).slice(0, 50_000) }
}

const failingFrom = (record: DynamoDBRecord | undefined): DynamoDBBatchResponse => ({
  batchItemFailures: record ? [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] : [],
})
