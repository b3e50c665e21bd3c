import { setTimeout } from 'node:timers/promises'
import type { Context, PostConfirmationTriggerEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { now } from '../../shared/clock.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { commitPasswordReset } from '../../shared/data/password-settling.ts'
import type { Identity } from '../../shared/domain/identities.ts'
import { millisecondsUntil, sessionsEndAt } from '../../shared/domain/sessions.ts'

type Event = PostConfirmationTriggerEvent

/**
 * D11: a password was set by a mailed code at the hosted login. What our own route sets, it records itself: it holds the lease meanwhile. A trigger
 * can't be allowed to call the pool that calls it (CloudFormation makes one of them first), so refresh tokens end by the queue.
 */
export const handler = async (event: Event, { awsRequestId: requestId }: Context): Promise<Event> => {
  if (event.triggerSource !== 'PostConfirmation_ConfirmForgotPassword') return event
  const { identity } = await table.read({ identity: identityAt(event.userName) })
  if (!identity || isOurs(identity, event)) return event
  const at = now()
  await commitPasswordReset(table, event.userName, { at, origin: { ip: null, userAgent: null, requestId } }, null)
  // A token tells its sign-in in whole seconds: within this one the new sign-in would look like an old one.
  await setTimeout(millisecondsUntil(sessionsEndAt(at), now()))
  return event
}

const isOurs = ({ lease }: Identity, { request }: Event): boolean =>
  lease?.for?.what === 'reset' && lease.until > now() && lease.id === request.clientMetadata?.requestId
