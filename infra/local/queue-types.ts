/** A name that ends in `.fifo` makes a FIFO queue, as on AWS. */
export type QueueDefinition = {
  name: string
  visibilityTimeoutSeconds: number
  /** With a dead-letter queue: after how many receives a message goes there. */
  maxReceiveCount: number
  deadLetterQueue?: string
  retentionSeconds: number
}

export type Message = {
  messageId: string
  body: string
  groupId?: string
  deduplicationId?: string
  sequenceNumber: string
  /** Milliseconds of the stack's clock, as all times here. */
  sentAt: number
  receiveCount: number
  firstReceivedAt?: number
  visibleAt: number
  receiptHandle?: string
}

export type Sent = { messageId: string; sequenceNumber: string }
export type NewMessage = { body: string; groupId?: string; deduplicationId?: string }
export type QueueCounts = { name: string; waiting: number; inFlight: number; deadLetters: number }

/** Error codes are those of the SQS API reference. */
export class QueueRefusal extends Error {
  override name = 'QueueRefusal'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
