import { setTimeout } from 'node:timers/promises'
import { table } from '../../shared/aws/dynamodb.ts'
import { sessions } from '../../shared/aws/sessions.ts'
import { now } from '../../shared/clock.ts'
import { commitEnding, commitEndingHere, endInCognito } from '../../shared/data/ending-sessions.ts'
import { actorOf } from '../../shared/data/events.ts'
import { stale } from '../../shared/data/failures.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { belongsElsewhere } from '../../shared/domain/identities.ts'
import { checkTowards } from '../../shared/domain/lifecycle.ts'
import { endAll, millisecondsUntil, sessionsEndAt } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { endUserSessions } from '../../shared/routes/sessions.ts'

/** D7: all. Of somebody who belongs to others, too, no administrator ends more than what the sessions give in their own organization. */
export const handler = endpoint(
  endUserSessions,
  { table, sessions },
  ({ params: { userId } }) => ({ identity: identityAt(userId) }),
  async ({ caller, target: { user }, roles, origin, at, found: { identity } }, { table, sessions }) => {
    checkTowards('users:sessions', caller, user, roles)
    if (user.status !== 'active') return // they ended when that did
    if (!identity) throw stale()
    const told = { orgId: caller.orgId, user, actor: actorOf(caller) }
    if (belongsElsewhere(identity, caller.orgId)) {
      await commitEndingHere(table, told, { at, origin })
      return untilNew(sessionsEndAt(at))
    }
    const listed = await sessions.list(user.id).catch(() => null) // the table goes first: Cognito follows as soon as it can
    const ended = endAll(at, listed)
    const ending = { type: 'sessions.ended' as const, identity, ended, told: [told], everywhereIn: caller.orgId, at, origin }
    await commitEnding(table, ending)
    await endInCognito(sessions, { ...identity, ended }, listed ?? (await sessions.list(user.id)))
    await untilNew(ended.before)
  },
)

/** Tokens tell their sign-in in whole seconds: one right after the answer must count. */
const untilNew = (second: number) => setTimeout(millisecondsUntil(second, now()))
