import { setTimeout } from 'node:timers/promises'
import { table } from '../../shared/aws/dynamodb.ts'
import { sessions } from '../../shared/aws/sessions.ts'
import { now } from '../../shared/clock.ts'
import { commitEnding, endInCognito } from '../../shared/data/ending-sessions.ts'
import { endAll, millisecondsUntil } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { ownId } from '../../shared/http/live.ts'
import { openMemberships, toldOf } from '../../shared/http/memberships.ts'
import { endMySessions } from '../../shared/routes/sessions.ts'

/** D7: all others, those too that Cognito does not list yet. Where it does not say which one asks, that one gets no new tokens either. */
export const handler = endpoint(endMySessions, { table, sessions }, async ({ signedIn, origin, at }, { table, sessions }) => {
  const { identity, open } = await openMemberships(table, signedIn)
  const listed = await sessions.list(identity.userId)
  const ended = endAll(at, listed, { originJti: signedIn.originJti, id: await ownId(listed, signedIn) })
  await commitEnding(table, { type: 'sessions.ended', identity, ended, told: toldOf(open), at, origin })
  await endInCognito(sessions, { ...identity, ended }, listed)
  // Tokens tell their sign-in in whole seconds: one right after the answer must count.
  await setTimeout(millisecondsUntil(ended.before, now()))
})
