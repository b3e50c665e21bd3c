import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { newId } from '../../shared/data/ids.ts'
import type { Json } from '../support/api.ts'
import { freshEmail } from '../support/people.ts'
import { wholeTable } from '../support/records.ts'
import { type Status, type Target, targets } from './cast.ts'
import type { Person, Scene } from './stage.ts'

const holdsSeat: Status[] = ['invited', 'active', 'suspended']

/** What the table holds of each target: all but the events that tell of it. */
export async function rowsOfTargets({ stack, targets: people }: Scene): Promise<Record<string, Json[]>> {
  const items = Object.entries(await wholeTable(stack)).filter(([key]) => !/#AUDIT |#WORD |INDEXED/.test(key))
  return Object.fromEntries(
    Object.entries(people).map(([name, { id }]) => [
      name,
      items.filter(([, item]) => JSON.stringify(item).includes(id)).map(([, item]) => item),
    ]),
  )
}

/** Somebody just like a target, under other ids and another address, written past the API, since thousands are needed. */
export async function cloneTargets(scene: Scene, rows: Record<string, Json[]>, names: string[]): Promise<Person[]> {
  if (names.length === 0) return []
  const { stack, org } = scene
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: stack.outputs.DynamoDbEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  )
  const TableName = stack.outputs.TableName ?? ''
  const made = names.map(name => cloneOf(scene.targets[name] as Person, rows[name] ?? [])) // everybody of the cast
  const requests = made.flatMap(({ items }) => items.map(Item => ({ PutRequest: { Item } })))
  for (let from = 0; from < requests.length; from += 25)
    await client.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests.slice(from, from + 25) } }))
  const moves = Object.entries(countsOf(names, rows))
  await client.send(
    new UpdateCommand({
      TableName,
      Key: { pk: `ORG#${org.id}`, sk: 'COUNTS' },
      UpdateExpression: `ADD ${moves.map((_, index) => `#${index} :${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(moves.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(moves.map(([, by], index) => [`:${index}`, by])),
    }),
  )
  client.destroy()
  return made.map(({ person }) => person)
}

function cloneOf(original: Person, rows: Json[]): { person: Person; items: Json[] } {
  const at = new Date().toISOString()
  const person = {
    id: newId('usr', at),
    email: freshEmail('clone'),
    invitationId: original.invitationId && newId('inv', at),
  }
  const text = JSON.stringify(rows)
    .replaceAll(original.id, person.id)
    .replaceAll(original.email, person.email)
    .replaceAll(original.invitationId ?? original.id, person.invitationId ?? '')
  return { person, items: JSON.parse(text) }
}

/** How the counters move by so many more people. */
function countsOf(names: string[], rows: Record<string, Json[]>): Record<string, number> {
  const moves: Record<string, number> = {}
  const move = (name: string, by: number) => {
    moves[name] = (moves[name] ?? 0) + by
  }
  for (const name of names) {
    const { roles, status } = targets[name] as Target // of the cast
    const row = rows[name]?.find(({ sk }) => sk.startsWith('USER#'))
    const columns = JSON.parse(row.user)
    const roleIds: string[] = columns.find((value: unknown) => Array.isArray(value) && String(value[0]).startsWith('rol_'))
    move(`cell:${status}:${roleIds.toSorted().join('+')}`, 1)
    move('activeOwners', status === 'active' && roles.includes('owner') ? 1 : 0)
    for (const free of ['seatsFree', 'usersFree']) move(free, holdsSeat.includes(status) ? -1 : 0)
  }
  return moves
}
