import { table } from '../../shared/aws/dynamodb.ts'
import { sessions } from '../../shared/aws/sessions.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { belongsElsewhere } from '../../shared/domain/identities.ts'
import { checkTowards } from '../../shared/domain/lifecycle.ts'
import { isOver } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { ownId } from '../../shared/http/live.ts'
import { showSessions } from '../../shared/http/session-list.ts'
import { listUserSessions } from '../../shared/routes/sessions.ts'

/** D7. A session is the person's, not an organization's: of somebody who belongs to several it would tell what they do elsewhere. */
export const handler = endpoint(
  listUserSessions,
  { table, sessions },
  ({ params: { userId } }) => ({ identity: identityAt(userId) }),
  async ({ caller, target: { user }, roles, signedIn, found: { identity } }, { sessions }) => {
    checkTowards('users:sessions', caller, user, roles)
    const withheld = identity !== undefined && belongsElsewhere(identity, caller.orgId)
    if (!identity || withheld || user.status !== 'active') return { ...showSessions([], null), withheld }
    const listed = await sessions.list(user.id)
    const live = listed.filter(session => !isOver(identity.ended, session))
    const own = caller.userId === user.id ? await ownId(live, signedIn) : null
    return { ...showSessions(live, own), withheld }
  },
)
