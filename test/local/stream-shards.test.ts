import { afterAll, beforeAll, expect, test } from 'vitest'
import { json, type Served, serve } from '../../infra/local/serve.ts'
import { openState } from '../../infra/local/state.ts'
import { openShards } from '../../infra/local/stream-shards.ts'

/**
 * DynamoDB Local closes a shard only after hours, so a server of ours speaks the streams' protocol here: two parents, each closed after
 * its records, and a child that is listed from the beginning, on a second page.
 */
const records: Record<string, string[]> = { parent: ['1', '2'], other: ['5'], child: ['3', '4'] }
const shards = [
  { ShardId: 'child', ParentShardId: 'parent' },
  { ShardId: 'parent', ParentShardId: 'trimmed' },
  { ShardId: 'other' },
]
let expired = true
let server: Served

type Input = { ShardId: string; SequenceNumber?: string; ShardIterator: string; Limit: number; ExclusiveStartShardId?: string }

const operations: Record<string, (input: Input) => object | null> = {
  DescribeTable: () => ({ Table: { LatestStreamArn: 'arn' } }),
  DescribeStream: ({ ExclusiveStartShardId: after }) => ({
    StreamDescription: after ? { Shards: shards.slice(1) } : { Shards: shards.slice(0, 1), LastEvaluatedShardId: 'child' },
  }),
  GetShardIterator: ({ ShardId, SequenceNumber = '' }) => ({ ShardIterator: `${ShardId} ${SequenceNumber}` }),
  GetRecords({ ShardIterator, Limit }) {
    const [shard = '', after = ''] = ShardIterator.split(' ')
    if (after === '3' && expired) return null
    const rest = (records[shard] ?? []).filter(number => number > after)
    const page = rest.slice(0, Limit)
    const ends = shard !== 'child' && page.length === rest.length
    return {
      Records: page.map(SequenceNumber => ({ dynamodb: { SequenceNumber } })),
      NextShardIterator: ends ? undefined : `${shard} ${page.at(-1) ?? after}`,
    }
  },
}

beforeAll(async () => {
  server = await serve(0, ({ headers, body }) => {
    const answer = operations[headers['x-amz-target']?.split('.')[1] ?? '']?.(JSON.parse(String(body)))
    return answer ? json(200, answer) : json(400, { __type: 'com.amazonaws.dynamodb.v20120810#ExpiredIteratorException' })
  })
})
afterAll(() => server.close())

test('a shard is read after its parent, and an expired iterator goes on at the checkpoint', async () => {
  const state = openState(null)
  const open = () => openShards({ endpoint: server.url, tableName: 'table', state })
  const first = await open()
  const read: string[] = []
  const take = (reader: typeof first) => async (shardId: string, taken: { dynamodb: { SequenceNumber: string } }[]) => {
    for (const { dynamodb } of taken) {
      read.push(`${shardId} ${dynamodb.SequenceNumber}`)
      reader.checkpoint(shardId, dynamodb.SequenceNumber)
    }
  }
  while (!read.includes('child 3')) await first.read(1, take(first))
  await expect(first.read(1, take(first))).rejects.toMatchObject({ code: 'ExpiredIteratorException' })
  expired = false
  await first.read(1, take(first))
  expect(read.filter(name => name !== 'other 5')).toEqual(['parent 1', 'parent 2', 'child 3', 'child 4'])
  const second = await open()
  expect(await second.read(10, take(second))).toBe(0)
  expect(read).toHaveLength(5)
})
