import { afterAll, beforeAll, inject } from 'vitest'
import type { DynamoDbCall } from '../../infra/local/dynamodb-proxy.ts'
import { type Stack, startStack } from '../../infra/local/stack.ts'

/** A stack of this test file's own: a table of its own, its own clock, mailbox and user pool. */
export function useStack(onCall?: (call: DynamoDbCall) => void): () => Stack {
  let stack: Stack | undefined
  beforeAll(async () => {
    stack = await startStack({
      port: 0,
      folder: null,
      dynamoDb: inject('dynamoDb'),
      tableName: `roster-${crypto.randomUUID()}`,
      onCall,
    })
  })
  afterAll(() => stack?.close())
  return () => {
    if (!stack) throw new Error('The stack runs only during tests.')
    return stack
  }
}
