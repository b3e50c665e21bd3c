import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { openTable } from '../data/table.ts'
import { variable } from '../environment.ts'

/** Gives up while API Gateway still waits, so that a stopped database is a clear 503 and not a hang. */
const client = new DynamoDBClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 } })

export const table = openTable(DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), () =>
  variable('TABLE_NAME'),
)
