import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { countsAt, countWrite } from '../../shared/data/counts.ts'
import { openTable, type Table, type Write } from '../../shared/data/table.ts'
import { entriesOf } from '../../shared/data/user-words.ts'
import { createUser } from '../../shared/data/users.ts'
import { sum, tallyOf } from '../../shared/domain/counts.ts'
import { signInKey } from '../../shared/domain/user-order.ts'
import type { Person } from './crowd.ts'

/** DynamoDB's own limit. */
const batchSize = 25
const atOnce = 6

type Filling = { endpoint: string; tableName: string; orgId: string }

const clientOf = ({ endpoint }: Filling) =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    { marshallOptions: { removeUndefinedValues: true } },
  )

export const tableOf = (filling: Filling): Table => openTable(clientOf(filling), () => filling.tableName)

/** Puts people there as the users list and its searches need them, with no events, so that nothing follows. The counters move once. */
export async function fill(filling: Filling, people: Person[], { searchable = true } = {}): Promise<void> {
  const client = clientOf(filling)
  const { tableName, orgId } = filling
  let next = 0
  const flush = async (items: object[]) => {
    let left = items.map(Item => ({ PutRequest: { Item } }))
    while (left.length > 0) {
      const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: left } }))
      left = (UnprocessedItems?.[tableName] ?? []) as typeof left // what was sent
    }
  }
  const work = async () => {
    while (next < people.length) {
      const items: object[] = []
      for (; items.length < batchSize * 8 && next < people.length; next++)
        items.push(...itemsOf(orgId, people[next] as Person, searchable)) // within the list
      for (let from = 0; from < items.length; from += batchSize) await flush(items.slice(from, from + batchSize))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const table = tableOf(filling)
  const { counts } = await table.read({ counts: countsAt(orgId) })
  const count = countWrite(orgId, sum(people.map(({ user }) => tallyOf(null, user, counts.seatRules))), counts)
  if (count) await table.transact([count])
}

function itemsOf(orgId: string, { user, lastSignInAt }: Person, searchable: boolean): object[] {
  const row = puts([createUser(orgId, user, null)])[0]
  return [
    { ...row, ...(lastSignInAt && { lastSignInAt, byLastSignIn: signInKey(user.id, lastSignInAt) }) },
    ...(searchable ? puts(entriesOf(orgId, user)) : []),
  ]
}

const puts = (writes: Write[]): object[] => writes.flatMap(write => ('put' in write ? [write.put] : []))
