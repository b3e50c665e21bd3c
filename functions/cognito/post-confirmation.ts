import type { Context, PostConfirmationTriggerEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { resets } from '../../shared/aws/password-resets.ts'
import { now } from '../../shared/clock.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { commitPasswordReset } from '../../shared/data/password-settling.ts'
import type { Identity } from '../../shared/domain/identities.ts'

type Event = PostConfirmationTriggerEvent

/** D11: a password was set by a mailed code at the hosted login. What our own route sets, it records itself: it holds the lease meanwhile. */
export const handler = async (event: Event, { awsRequestId: requestId }: Context): Promise<Event> => {
  if (event.triggerSource !== 'PostConfirmation_ConfirmForgotPassword') return event
  const { identity } = await table.read({ identity: identityAt(event.userName) })
  if (!identity || isOurs(identity, event)) return event
  await resets.signOut(event.userName)
  await commitPasswordReset(table, event.userName, { at: now(), origin: { ip: null, userAgent: null, requestId } }, null)
  return event
}

const isOurs = ({ lease }: Identity, { request }: Event): boolean =>
  lease?.for?.what === 'reset' && lease.until > now() && lease.id === request.clientMetadata?.requestId
