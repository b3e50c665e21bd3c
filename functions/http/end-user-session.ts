import { table } from '../../shared/aws/dynamodb.ts'
import { sessions } from '../../shared/aws/sessions.ts'
import { commitEnding } from '../../shared/data/ending-sessions.ts'
import { actorOf } from '../../shared/data/events.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { belongsElsewhere } from '../../shared/domain/identities.ts'
import { checkTowards } from '../../shared/domain/lifecycle.ts'
import { notFound } from '../../shared/domain/refusals.ts'
import { endOne, wasEnded } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { endUserSession } from '../../shared/routes/sessions.ts'

/** D7: ended twice is ended once. What is not shown to an administrator isn't there to be ended. */
export const handler = endpoint(
  endUserSession,
  { table, sessions },
  ({ params: { userId } }) => ({ identity: identityAt(userId) }),
  async ({ caller, target: { user }, params, roles, origin, at, found: { identity } }, { table, sessions }) => {
    checkTowards('users:sessions', caller, user, roles)
    if (!identity || user.status !== 'active' || belongsElsewhere(identity, caller.orgId)) throw notFound()
    const session = (await sessions.list(user.id)).find(({ id }) => id === params.sessionId)
    if (!wasEnded(identity.ended, params.sessionId)) {
      if (!session) throw notFound()
      const ended = endOne(identity.ended, session, { originJti: null, spared: null }, at)
      const told = [{ orgId: caller.orgId, user, actor: actorOf(caller) }]
      await commitEnding(table, { type: 'session.ended', identity, ended, told, at, origin })
    }
    if (session) await sessions.end(user.id, session.id)
  },
)
