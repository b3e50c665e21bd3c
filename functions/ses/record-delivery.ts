import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import * as data from '../../shared/data/deliveries.ts'
import { mailListener } from '../../shared/jobs/mail-listener.ts'
import { recordDelivery } from '../../shared/routes/background.ts'

/** L6: what became of an invitation's mail, and that an address which bounced or complained is not mailed again. */
export const handler = mailListener(recordDelivery, { table, signingKey }, async (heard, { table, signingKey }, asked) =>
  data.recordDelivery(table, heard, { key: await signingKey('suppression'), ...asked }),
)
