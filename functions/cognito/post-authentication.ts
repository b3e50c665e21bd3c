import type { PostAuthenticationTriggerEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { now } from '../../shared/clock.ts'
import { Stale } from '../../shared/data/failures.ts'
import { recordSignIn } from '../../shared/data/users.ts'
import { activeOrganization } from '../../shared/domain/identities.ts'
import { admitSignIn } from '../../shared/jobs/admission.ts'

/** After the password, so that a refusal tells nobody anything who doesn't know it. The organization signed in to sees the time. */
export const handler = async (event: PostAuthenticationTriggerEvent): Promise<PostAuthenticationTriggerEvent> => {
  const identity = await admitSignIn(table, event.userName)
  const orgId = activeOrganization(identity)
  if (orgId) {
    await table.update(recordSignIn(orgId, event.userName, now())).catch(error => {
      if (!(error instanceof Stale)) throw error // else it was recorded within the hour
    })
  }
  return event
}
