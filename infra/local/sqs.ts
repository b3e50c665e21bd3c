import { createHash } from 'node:crypto'
import { AwsRefusal, type Operation } from './aws-json.ts'
import { type Message, QueueRefusal, type Queues } from './queues.ts'

type Call = { QueueUrl: string }
type Sending = { MessageBody: string; MessageGroupId?: string; MessageDeduplicationId?: string }
type Batch = Call & { Entries: (Sending & { Id: string })[] }
type Receiving = Call & { MaxNumberOfMessages?: number; VisibilityTimeout?: number }
type Handled = Call & { ReceiptHandle: string }

/** The SDK checks this against what it sent. */
export const md5Of = (body: string) => createHash('md5').update(body).digest('hex')

/** The calls of SQS that Roster makes, over the queues' own rules. */
export function sqsOperations(queues: Queues, url: string): Record<string, Operation> {
  const send = (
    name: string,
    { MessageBody: body, MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }: Sending,
  ) => {
    const sent = queues.send(name, { body, groupId, deduplicationId })
    return { MessageId: sent.messageId, SequenceNumber: sent.sequenceNumber, MD5OfMessageBody: md5Of(body) }
  }
  const operations: Record<string, Operation> = {
    GetQueueUrl: ({ QueueName: name }: { QueueName: string }) => ({
      QueueUrl: `${url}/000000000000/${queues.definition(name).name}`,
    }),
    GetQueueAttributes: (call: Call) => ({ Attributes: attributesOf(queues, nameOf(call)) }),
    SendMessage: (call: Call & Sending) => send(nameOf(call), call),
    SendMessageBatch: (call: Batch, failsInPart) => sendBatch(call, failsInPart, entry => send(nameOf(call), entry)),
    ReceiveMessage(call: Receiving) {
      const received = queues.receive(nameOf(call), call.MaxNumberOfMessages ?? 1, call.VisibilityTimeout)
      return received.length ? { Messages: received.map(messageOf) } : {}
    },
    DeleteMessage(call: Handled) {
      queues.delete(nameOf(call), call.ReceiptHandle)
      return {}
    },
  }
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, refusing(operation)]))
}

const nameOf = ({ QueueUrl: queueUrl }: Call) => queueUrl.split('/').at(-1) ?? ''

/** The refusals of a queue in the words of the service. */
const refusing =
  (operation: Operation): Operation =>
  (input, failsInPart) => {
    try {
      return operation(input, failsInPart)
    } catch (error) {
      if (error instanceof QueueRefusal) throw new AwsRefusal(`com.amazonaws.sqs#${error.code}`, error.message)
      throw error
    }
  }

/** One entry's failure is no failure of the call: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
function sendBatch({ Entries: entries }: Batch, failsInPart: boolean, send: (entry: Sending) => object) {
  refuseBatch(entries.map(entry => entry.Id))
  const successful: object[] = []
  const failed: object[] = []
  for (const [at, entry] of entries.entries()) {
    try {
      if (failsInPart && at === 0) failed.push({ Id: entry.Id, SenderFault: false, Code: 'InternalError', Message: 'injected' })
      else successful.push({ Id: entry.Id, ...send(entry) })
    } catch (error) {
      if (!(error instanceof QueueRefusal) || error.code === 'QueueDoesNotExist') throw error
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful: successful, Failed: failed }
}

function refuseBatch(ids: string[]) {
  if (!ids.length) throw new QueueRefusal('EmptyBatchRequest', 'There should be at least one entry in the request.')
  if (ids.length > 10)
    throw new QueueRefusal(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${ids.length}.`,
    )
  if (new Set(ids).size < ids.length)
    throw new QueueRefusal('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
}

function attributesOf(queues: Queues, name: string) {
  const { visibilityTimeoutSeconds, retentionSeconds } = queues.definition(name)
  const counts = queues.counts().find(one => one.name === name)
  return {
    QueueArn: queueArn(name),
    ApproximateNumberOfMessages: String(counts?.waiting ?? 0),
    ApproximateNumberOfMessagesNotVisible: String(counts?.inFlight ?? 0),
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(retentionSeconds),
    ...(name.endsWith('.fifo') && { FifoQueue: 'true' }),
  }
}

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`

const messageOf = (message: Message) => ({
  MessageId: message.messageId,
  ReceiptHandle: message.receiptHandle,
  Body: message.body,
  MD5OfBody: md5Of(message.body),
  Attributes: messageAttributes(message),
})

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const messageAttributes = (message: Message) => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(message.sentAt),
  SenderId: 'local',
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  ...(message.groupId !== undefined && {
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId ?? '',
    SequenceNumber: message.sequenceNumber,
  }),
})
