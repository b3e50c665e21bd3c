import { unmarshall } from '@aws-sdk/util-dynamodb'
import { callDynamoDb } from '../../infra/local/dynamodb-call.ts'
import type { Stack } from '../../infra/local/stack.ts'
import { unpackUser } from '../../shared/data/user-row.ts'
import type { Json } from './api.ts'
import { cognito } from './people.ts'

/** Every item of the table, past the functions and their faults. */
export async function scanTable({ outputs }: Stack): Promise<Json[]> {
  const items: Json[] = []
  let from: unknown
  do {
    const page: Json = await callDynamoDb(outputs.DynamoDbEndpoint ?? '', 'DynamoDB_20120810.Scan', {
      TableName: outputs.TableName,
      ConsistentRead: true,
      ...(from ? { ExclusiveStartKey: from } : {}),
    })
    items.push(...page.Items.map(readable))
    from = page.LastEvaluatedKey
  } while (from)
  return items
}

/** An item as plain JSON, with the packed row of a user as the user that it says. */
function readable(stored: Json): Json {
  const item = unmarshall(stored)
  return typeof item.user === 'string' ? { ...item, user: unpackUser(item.sk.slice('USER#'.length), item.user) } : item
}

/** The audit events of an organization, oldest first. */
export const eventsIn = (items: Json[], orgId: string): Json[] =>
  items
    .filter(({ pk }) => pk === `ORG#${orgId}#AUDIT`)
    .toSorted((one, other) => (one.sk < other.sk ? -1 : 1))
    .map(({ event }) => JSON.parse(event))

export const countsIn = (items: Json[], orgId: string): Json =>
  items.find(({ pk, sk }) => pk === `ORG#${orgId}` && sk === 'COUNTS')

export const usersIn = (items: Json[], orgId: string): Json[] =>
  items.filter(({ pk, sk }) => pk === `ORG#${orgId}` && sk.startsWith('USER#')).map(({ user }) => user)

export const invitationsIn = (items: Json[], orgId: string): Json[] =>
  items.filter(({ pk, sk }) => pk === `ORG#${orgId}` && sk.startsWith('INVITATION#')).map(({ invitation }) => invitation)

/** Everybody in the user pool. */
export async function cognitoUsers(stack: Stack): Promise<Json[]> {
  const users: Json[] = []
  let PaginationToken: string | undefined
  do {
    const page = await cognito(stack, 'ListUsers', { UserPoolId: stack.outputs.UserPoolId, PaginationToken })
    users.push(...page.Users)
    PaginationToken = page.PaginationToken
  } while (PaginationToken)
  return users
}

/** All items of these partitions. */
export async function readRows({ outputs }: Stack, partitions: string[]): Promise<Json[]> {
  const read = async (pk: string): Promise<Json[]> => {
    const { Items }: Json = await callDynamoDb(outputs.DynamoDbEndpoint ?? '', 'DynamoDB_20120810.Query', {
      TableName: outputs.TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
    })
    return Items.map(readable)
  }
  return (await Promise.all(partitions.map(read))).flat()
}
