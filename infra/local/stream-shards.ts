import { callDynamoDb, DynamoDbCallFailed } from './dynamodb-call.ts'
import type { State } from './state.ts'

/** As `GetRecords` tells it and Lambda passes it on, with the stream's name added. */
export type StreamRecord = {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  eventSource: string
  eventSourceARN: string
  awsRegion: string
  dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number } & Record<string, unknown>
}

export type Take = (shardId: string, records: StreamRecord[]) => Promise<void>

// The shapes of https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
type Shard = { ShardId: string; ParentShardId?: string }
type Description = { StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string } }
type Opened = { ShardIterator: string }
type Read = { Records: Omit<StreamRecord, 'eventSourceARN'>[]; NextShardIterator?: string }

type Position = { sequenceNumber?: string; done?: boolean }

/** Reads a table's stream from where it was left, or from its beginning; every shard after its parent. */
export async function openShards(options: { endpoint: string; tableName: string; state: State }) {
  const streamArn = await readStreamArn(options)
  const positions = options.state.collection<Position>(`stream:${streamArn}`)
  const iterators = new Map<string, string>()
  // What comes back has the shape of its operation: it is AWS's own DynamoDB Local that answers.
  const ask = async <T>(operation: string, input: object) =>
    (await callDynamoDb(options.endpoint, `DynamoDBStreams_20120810.${operation}`, { StreamArn: streamArn, ...input })) as T

  async function listShards(after?: string): Promise<Shard[]> {
    const { StreamDescription: page } = await ask<Description>('DescribeStream', { ExclusiveStartShardId: after })
    return [...page.Shards, ...(page.LastEvaluatedShardId ? await listShards(page.LastEvaluatedShardId) : [])]
  }

  async function openIterators() {
    const shards = (await listShards()).filter(shard => !positions.get(shard.ShardId)?.done)
    const unfinished = new Set(shards.map(shard => shard.ShardId))
    const readable = shards.filter(
      ({ ShardId, ParentShardId }) => !iterators.has(ShardId) && !unfinished.has(ParentShardId ?? ''),
    )
    for (const { ShardId: id } of readable) iterators.set(id, await openIterator(id))
  }

  async function openIterator(shardId: string) {
    const last = positions.get(shardId)?.sequenceNumber
    const from = last
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last }
      : { ShardIteratorType: 'TRIM_HORIZON' }
    try {
      return (await ask<Opened>('GetShardIterator', { ShardId: shardId, ...from })).ShardIterator
    } catch (error) {
      // A stream forgets after a day. What was left unread is lost, and reading goes on at what is there.
      if (error instanceof DynamoDbCallFailed && error.code === 'TrimmedDataAccessException') positions.remove(shardId)
      throw error
    }
  }

  async function readShard(shardId: string, iterator: string, limit: number, take: Take) {
    const { Records, NextShardIterator } = await callGetRecords(iterator, limit)
    if (Records.length)
      await take(
        shardId,
        Records.map(record => ({ ...record, eventSourceARN: streamArn })),
      )
    if (NextShardIterator) iterators.set(shardId, NextShardIterator)
    else {
      positions.put(shardId, { done: true })
      iterators.delete(shardId)
      await openIterators()
    }
    return Records.length
  }

  // The one call that takes no stream's name.
  const callGetRecords = (ShardIterator: string, Limit: number) =>
    ask<Read>('GetRecords', { StreamArn: undefined, ShardIterator, Limit })

  return {
    streamArn,
    /**
     * Hands on at most `limit` records of each open shard, and returns how many there were. After a failure, be it only that an
     * iterator expired, the next call goes on at the checkpoints.
     */
    async read(limit: number, take: Take) {
      try {
        if (!iterators.size) await openIterators()
        let count = 0
        for (const [shardId, iterator] of iterators) count += await readShard(shardId, iterator, limit, take)
        return count
      } catch (error) {
        iterators.clear()
        throw error
      }
    },
    checkpoint: (shardId: string, sequenceNumber: string) => positions.put(shardId, { sequenceNumber }),
  }
}

async function readStreamArn({ endpoint, tableName }: { endpoint: string; tableName: string }) {
  const described = await callDynamoDb(endpoint, 'DynamoDB_20120810.DescribeTable', { TableName: tableName })
  const { LatestStreamArn: arn } = (described as { Table: { LatestStreamArn?: string } }).Table
  if (!arn) throw new Error(`The table ${tableName} has no stream.`)
  return arn
}
