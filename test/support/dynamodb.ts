import { startDynamoDb } from '../../infra/local/dynamodb.ts'

declare module 'vitest' {
  interface ProvidedContext {
    dynamoDb: string
  }
}

/** One DynamoDB Local for the whole run; each test file has a table of its own in it. */
export async function setup({ provide }: { provide(name: 'dynamoDb', value: string): void }): Promise<() => Promise<void>> {
  const dynamoDb = await startDynamoDb({ folder: null })
  provide('dynamoDb', dynamoDb.endpoint)
  return () => dynamoDb.close()
}
