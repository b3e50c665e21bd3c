import { randomUUID } from 'node:crypto'
import { type EventPattern, filterOf } from './event-filter.ts'
import type { Background, Invoke } from './event-sources.ts'
import type { Queues } from './queues.ts'
import { openRounds } from './rounds.ts'
import type { State } from './state.ts'
import { type BatchRules, processBatch, type StreamEvent } from './stream-batch.ts'
import { openShards, type StreamRecord } from './stream-shards.ts'

export type { StreamEvent, StreamRecord }

export type StreamMapping = Background & { close(): Promise<void> }

type Options = {
  endpoint: string
  tableName: string
  state: State
  queues: Queues
  functionName: string
  filters?: EventPattern[]
  batchSize: number
  maximumRetryAttempts: number
  bisectBatchOnFunctionError: boolean
  /** Gets where the given-up records stand in the stream, never the records. */
  onFailureQueue?: string
  invoke: Invoke<StreamEvent>
}

/** Lambda's reading of a table's stream: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export async function startStreamMapping(options: Options): Promise<StreamMapping> {
  const shards = await openShards(options)
  const passes = filterOf(options.filters ?? [])
  const closing = new AbortController()
  const { signal } = closing
  let runs = 0
  let caughtUp = false

  async function take(shardId: string, records: StreamRecord[]) {
    caughtUp = false
    const wanted = records.filter(passes)
    const checkpoint = (record?: StreamRecord) => record && shards.checkpoint(shardId, record.dynamodb.SequenceNumber)
    const rules: BatchRules = {
      ...options,
      invoke(event) {
        runs += 1
        return options.invoke(event)
      },
      onDone: done => checkpoint(done.at(-1)),
      onGivenUp: lost => tellLoss(lost, shardId, options),
      signal,
    }
    await processBatch(wanted, rules)
    checkpoint(records.at(-1))
  }

  const rounds = openRounds(async () => {
    const count = await shards.read(options.batchSize, take)
    caughtUp = count === 0
    return count
  }, signal)

  return {
    idle: () => caughtUp,
    look: rounds.next,
    runs: () => runs,
    async close() {
      closing.abort()
      await rounds.ended
    },
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html#services-dynamodb-errors-destination */
function tellLoss(
  records: StreamRecord[],
  shardId: string,
  { queues, onFailureQueue, functionName, maximumRetryAttempts }: Options,
) {
  if (!onFailureQueue) return
  const times = records.map(record => new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString())
  const loss = {
    requestContext: {
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: maximumRetryAttempts + 1,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
      endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: times[0],
      approximateArrivalOfLastRecord: times.at(-1),
      batchSize: records.length,
      streamArn: records[0]?.eventSourceARN,
    },
  }
  queues.send(onFailureQueue, { body: JSON.stringify(loss) })
}
