import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, DynamoDBDocumentClient, PutCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Stack } from '../../infra/local/stack.ts'
import type { Json } from './api.ts'

const open = ({ outputs }: Stack) =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: outputs.DynamoDbEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  )

/** Every item of the table by its key: two of these are equal when nothing at all was written between them. */
export async function wholeTable(stack: Stack): Promise<Record<string, Json>> {
  const client = open(stack)
  const items: Json[] = []
  for await (const page of paginateScan({ client }, { TableName: stack.outputs.TableName, ConsistentRead: true })) {
    items.push(...(page.Items ?? []))
  }
  client.destroy()
  return Object.fromEntries(items.map(item => [`${item.pk} ${item.sk}`, item]))
}

/** A site of the organization under an id that a test can read. */
export async function putSite(stack: Stack, orgId: string, siteId: string): Promise<void> {
  const client = open(stack)
  const [at, pk] = ['2026-01-01T00:00:00.000Z', `ORG#${orgId}`]
  const site = { id: siteId, name: siteId, description: '', createdAt: at, updatedAt: at, version: 1 }
  const items = [
    { pk, sk: `SITE#${siteId}`, site },
    { pk, sk: `SITENAME#${siteId}`, siteId },
  ]
  for (const Item of items) await client.send(new PutCommand({ TableName: stack.outputs.TableName, Item }))
  client.destroy()
}

/** As another request has it while it speaks to Cognito about this person. */
export async function putLease(stack: Stack, userId: string, lease: { id: string; until: string }): Promise<void> {
  const client = open(stack)
  await client.send(
    new UpdateCommand({
      TableName: stack.outputs.TableName,
      Key: { pk: `IDENTITY#${userId}`, sk: 'IDENTITY' },
      UpdateExpression: 'SET lease = :lease, cell = :cell, cellKey = :until ADD version :one',
      ExpressionAttributeValues: { ':lease': lease, ':cell': 'DUE#0', ':until': lease.until, ':one': 1 },
    }),
  )
  client.destroy()
}

/** Rows as they are, and attributes of one that is there. */
export async function putRows(
  stack: Stack,
  rows: Record<string, unknown>[],
  key: { pk: string; sk: string },
  attributes: Record<string, number>,
): Promise<void> {
  const client = open(stack)
  const TableName = stack.outputs.TableName ?? ''
  for (let from = 0; from < rows.length; from += 25) {
    const requests = rows.slice(from, from + 25).map(Item => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }))
  }
  for (const [name, value] of Object.entries(attributes)) {
    const set = { UpdateExpression: 'SET #name = :value', ExpressionAttributeNames: { '#name': name } }
    await client.send(new UpdateCommand({ TableName, Key: key, ...set, ExpressionAttributeValues: { ':value': value } }))
  }
  client.destroy()
}
