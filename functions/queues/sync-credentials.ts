import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { sessions } from '../../shared/aws/sessions.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { now } from '../../shared/clock.ts'
import { finishDisplacement } from '../../shared/data/displacing.ts'
import { endInCognito } from '../../shared/data/ending-sessions.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { sweepLease } from '../../shared/data/sweeping.ts'
import { maySignIn } from '../../shared/domain/identities.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { syncCredentials } from '../../shared/routes/background.ts'

/** D8: Cognito follows the table, whatever the event was: it is brought to what the identity says now. */
export const handler = consumer(
  syncCredentials,
  { table, credentials, sessions, queues },
  async ({ type, target, reset, origin: { requestId } }, { table, credentials, sessions }) => {
    if (target.type !== 'user') return
    const { identity } = await table.read({ identity: identityAt(target.id) })
    if (identity?.displacedBy) await finishDisplacement(table, target.id, now(), { ip: null, userAgent: null, requestId })
    if (!identity || identity.displacedBy) return credentials.remove(target.id)
    if (!identity.credentials) return
    if (reset?.signOut) await credentials.signOut(target.id)
    if (type === 'user.login_email_changed') await credentials.changeEmail(target.id, identity.email)
    if (identity.lease?.for && identity.lease.until <= now()) await sweepLease(table, credentials, target.id, now(), requestId)
    if (type === 'user.factor_added' || type === 'user.factor_removed')
      await credentials.askForTotp(target.id, identity.totp === true)
    await (maySignIn(identity) ? credentials.enable(target.id) : credentials.disable(target.id))
    // D7: what the request itself could not end, or Cognito did not list yet.
    if (type === 'session.ended' || type === 'sessions.ended')
      await endInCognito(sessions, identity, await sessions.list(target.id))
  },
)
