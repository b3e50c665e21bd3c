import { table } from '../../shared/aws/dynamodb.ts'
import { sessions } from '../../shared/aws/sessions.ts'
import { commitEnding } from '../../shared/data/ending-sessions.ts'
import { notFound } from '../../shared/domain/refusals.ts'
import { endOne, wasEnded } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { ownId } from '../../shared/http/live.ts'
import { openMemberships, toldOf } from '../../shared/http/memberships.ts'
import { endMySession } from '../../shared/routes/sessions.ts'

/** D7: ended twice is ended once. */
export const handler = endpoint(
  endMySession,
  { table, sessions },
  async ({ signedIn, params: { sessionId }, origin, at }, { table, sessions }) => {
    const { identity, open } = await openMemberships(table, signedIn)
    const listed = await sessions.list(identity.userId)
    const session = listed.find(({ id }) => id === sessionId)
    if (!wasEnded(identity.ended, sessionId)) {
      if (!session) throw notFound()
      const own = await ownId(listed, signedIn)
      const { originJti } = signedIn
      const by = { originJti: own === sessionId ? originJti : null, spared: own && own !== sessionId ? originJti : null }
      const ended = endOne(identity.ended, session, by, at)
      await commitEnding(table, { type: 'session.ended', identity, ended, told: toldOf(open), at, origin })
    }
    if (session) await sessions.end(identity.userId, session.id)
  },
)
