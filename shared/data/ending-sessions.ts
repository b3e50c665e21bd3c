import type { Sessions } from '../aws/sessions.ts'
import type { Identity } from '../domain/identities.ts'
import { type Ended, isOver, type Session, sessionsEndAt } from '../domain/sessions.ts'
import type { User } from '../domain/users.ts'
import { type Actor, type EventType, eventWrite, newEvent, type Origin, targetOf } from './events.ts'
import { stale } from './failures.ts'
import { identityKey } from './keys.ts'
import type { Table, Write } from './table.ts'
import { endSessions } from './users.ts'

/** Where it is told, of whom as they are called there, and by whom. */
export type Told = { orgId: string; user: User; actor: Actor }

type Ending = {
  type: Extract<EventType, 'session.ended' | 'sessions.ended'>
  identity: Identity
  ended: Ended
  told: Told[]
  /** The organization whose administrator asked for all: its product tokens say so, too. */
  everywhereIn?: string
  at: string
  origin: Origin
}

const eventOf = ({ orgId, user, actor }: Told, { type, at, origin }: Pick<Ending, 'type' | 'at' | 'origin'>): Write =>
  eventWrite(newEvent({ orgId, type, at, actor, target: targetOf(user), changes: {}, origin }))

/** Every membership that this identity knows of gets its copy in the same transaction, and none that it does not know of. */
const changeEnded = ({ userId, version }: Identity, ended: Ended): Write => ({
  change: identityKey(userId),
  set: { ended },
  add: { version: 1 },
  if: { version: { is: version } },
  otherwise: stale,
})

const transactionSize = 100

/**
 * D7: refused from the next call on, in every organization of the person. More than one transaction only for somebody in more than 49 of
 * them: then the identity comes last, so that a second try after a crash does all of it again.
 */
export async function commitEnding(table: Table, ending: Ending): Promise<void> {
  const { identity, ended, told, everywhereIn } = ending
  const { userId, version } = identity
  const copies = Object.keys(identity.memberships).map(orgId =>
    endSessions(orgId, userId, { ended, ...(orgId === everywhereIn && { sessionsValidAfter: ended.before }) }),
  )
  const writes = [...copies, ...told.map(one => eventOf(one, ending))]
  const unchanged: Write = { check: identityKey(userId), if: { version: { is: version } }, otherwise: stale }
  for (let from = 0; from < writes.length; from += transactionSize - 1) {
    const last = from + transactionSize - 1 >= writes.length
    await table.transact([last ? changeEnded(identity, ended) : unchanged, ...writes.slice(from, from + transactionSize - 1)])
  }
}

/** All that one organization may end of somebody who belongs to others, too: what the sessions give there. */
export async function commitEndingHere(table: Table, told: Told, { at, origin }: { at: string; origin: Origin }): Promise<void> {
  const { orgId, user } = told
  await table.transact([
    endSessions(orgId, user.id, { sessionsValidAfter: sessionsEndAt(at) }),
    eventOf(told, { type: 'sessions.ended', at, origin }),
  ])
}

/** Cognito follows the table: whatever it still lists, and the identity says is over, is ended there. */
export async function endInCognito(
  sessions: Pick<Sessions, 'end'>,
  { userId, ended }: Pick<Identity, 'userId' | 'ended'>,
  listed: Session[],
): Promise<void> {
  await Promise.all(listed.filter(session => isOver(ended, session)).map(({ id }) => sessions.end(userId, id)))
}
