import { table } from '../../shared/aws/dynamodb.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { indexUser } from '../../shared/data/user-words.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { indexWords } from '../../shared/routes/background.ts'

/** A3: search and the sites' lists follow the table, whatever the event was. */
export const handler = consumer(indexWords, { table, queues }, async ({ orgId, target }, { table }) => {
  if (target.type === 'user') await indexUser(table, orgId, target.id)
})
