import { inject } from 'vitest'
import type { DynamoDbLocal } from '../../infra/local/dynamodb.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `database-lender.ts` lends them. */
    databases: string
  }
}

/** An empty DynamoDB Local in memory, which nobody else uses. */
export async function borrowDatabase(): Promise<DynamoDbLocal> {
  const lender = inject('databases')
  const answer = await fetch(lender, { method: 'POST' })
  if (!answer.ok) throw new Error('DynamoDB Local did not start; the reason stands above.')
  const { endpoint } = (await answer.json()) as { endpoint: string } // what the lender answers
  return {
    endpoint,
    close: async () => void (await fetch(lender, { method: 'DELETE', body: endpoint })),
  }
}
