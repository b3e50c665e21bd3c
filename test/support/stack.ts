import { afterAll, beforeAll } from 'vitest'
import type { DynamoDbLocal } from '../../infra/local/dynamodb.ts'
import type { DynamoDbCall } from '../../infra/local/dynamodb-proxy.ts'
import { type Stack, type StackOptions, startStack } from '../../infra/local/stack.ts'
import { borrowDatabase } from './databases.ts'

/** A stack of this test file's own, down to the database. */
export function useStack(
  onCall?: (call: DynamoDbCall) => void,
  { identityProviders }: Pick<StackOptions, 'identityProviders'> = {},
): () => Stack {
  let stack: Stack | undefined
  let dynamoDb: DynamoDbLocal | undefined
  beforeAll(async () => {
    dynamoDb = await borrowDatabase()
    stack = await startStack({ port: 0, folder: null, dynamoDb: dynamoDb.endpoint, onCall, identityProviders })
  })
  afterAll(async () => {
    await stack?.close()
    await dynamoDb?.close()
  })
  return () => {
    if (!stack) throw new Error('The stack runs only during tests.')
    return stack
  }
}
