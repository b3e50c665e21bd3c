import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'

/** `group`: messages of one group are handled in order; `id`: the same one within five minutes is taken once. */
export type Message = { id: string; group: string; body: unknown }

export type Queues = {
  /** Resolves when SQS has them all. */
  send(queueUrl: string, messages: Message[]): Promise<void>
}

const client = new SQSClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 } })
const batchSize = 10

export const queues: Queues = {
  async send(QueueUrl, messages) {
    for (let from = 0; from < messages.length; from += batchSize) {
      const Entries = messages.slice(from, from + batchSize).map(({ id, group, body }, index) => ({
        Id: String(index),
        MessageGroupId: group,
        MessageDeduplicationId: id,
        MessageBody: JSON.stringify(body),
      }))
      const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
      if (Failed?.length) throw new Error(`SQS did not take ${Failed.length} messages: ${Failed[0]?.Message}`)
    }
  },
}
