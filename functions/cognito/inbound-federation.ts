import type { Context, InboundFederationTriggerEvent } from 'aws-lambda'
import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { now } from '../../shared/clock.ts'
import { Stale } from '../../shared/data/failures.ts'
import { admitFederated } from '../../shared/data/federating.ts'
import { assertionOf, refused } from '../../shared/domain/federation.ts'
import { learn } from '../../shared/environment.ts'
import { providers } from '../../shared/providers.ts'

type Event = InboundFederationTriggerEvent

/**
 * L7: whenever somebody comes from an identity provider, before Cognito keeps anything of it. The one place that sees the groups, and
 * that knows a sign-in to have come that way. Nothing of what the provider says goes into the user pool.
 */
export const handler = async (event: Event, { awsRequestId: requestId }: Context): Promise<Event> => {
  learn('USER_POOL_ID', event.userPoolId)
  const { providerName, attributes } = event.request
  const provider = providers().find(({ name }) => name === providerName)
  const assertion = assertionOf(provider, attributes, event.userName)
  const by = { now, origin: { ip: null, userAgent: null, requestId } }
  await admitFederated({ table, credentials }, assertion, by).catch(error => {
    throw error instanceof Stale ? refused('Your account is being changed right now. Sign in again in a moment.') : error
  })
  return { ...event, response: { userAttributesToMap: {} } }
}
