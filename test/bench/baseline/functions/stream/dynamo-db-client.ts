import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** What every function's import time is compared with: the DynamoDB client alone. */
export const handler = new DynamoDBClient({})
