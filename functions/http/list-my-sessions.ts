import { table } from '../../shared/aws/dynamodb.ts'
import { sessions } from '../../shared/aws/sessions.ts'
import { isOver } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { ownId } from '../../shared/http/live.ts'
import { openMemberships } from '../../shared/http/memberships.ts'
import { showSessions } from '../../shared/http/session-list.ts'
import { listMySessions } from '../../shared/routes/sessions.ts'

export const handler = endpoint(listMySessions, { table, sessions }, async ({ signedIn }, { table, sessions }) => {
  const { identity } = await openMemberships(table, signedIn)
  const listed = await sessions.list(identity.userId)
  const live = listed.filter(session => !isOver(identity.ended, session))
  return showSessions(live, await ownId(live, signedIn))
})
