import { Refusal } from './refusals.ts'

/** D8: sign-ins of before this second (since the epoch) are over. The second of the change itself counts as before. */
export const sessionsEndAt = (at: string): number => secondOf(at) + 1

/** At most a second: how long it takes until a new sign-in can be told from one of before. */
export const millisecondsUntil = (second: number, at: string): number =>
  Math.min(1000, Math.max(0, second * 1000 - Date.parse(at)))

/** D7: a sign-in on one device, as Cognito keeps it. */
export type Session = {
  id: string
  clientId: string
  /** Browser and operating system, or what else calls itself. */
  device: string | null
  ip: string | null
  createdAt: string
  lastActiveAt: string
}

/** What an access token tells of its session: never the id that Cognito lists it by. */
export type TokenSession = { clientId: string; authTime: number; originJti: string }

/** D7: which sessions were ended. It stands at the identity, with a copy at every membership, so that no call reads more for it. */
export type Ended = {
  /** Sign-ins of before this second are over, */
  before: number
  /** but for the one session from which all others were ended. `id` null: Cognito did not say which it is, and has ended it, too. */
  kept: { originJti: string; id: string | null } | null
  /** Single ones, until no access token of theirs is good any more. */
  single: Record<string, EndedSession>
}

type EndedSession = Pick<Session, 'clientId' | 'createdAt'> & {
  until: string
  /** Of its own tokens, where it is the session of whoever ended it. */
  originJti: string | null
  /** Of whoever ended it from another session. */
  spared: string | null
}

/** Access tokens live 15 minutes; one may still be made while a session is being ended. */
const remembered = 16 * 60
/** As many as Cognito keeps for one person, and some more. */
const mostAtOnce = 25

const secondOf = (at: string) => Math.floor(Date.parse(at) / 1000)
const after = (at: string, seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString()

const none: Ended = { before: 0, kept: null, single: {} }

/**
 * Everything until now, but for `kept`.
 * @param listed what Cognito knows of, if it says so: where none of it ends, the second that runs is left out, and nobody has to wait for its end
 */
export const endAll = (at: string, listed: Session[] | null, kept: Ended['kept'] = null): Ended => ({
  before: !listed || listed.some(({ id }) => id !== kept?.id) ? sessionsEndAt(at) : secondOf(at),
  kept,
  single: {},
})

/** One more, beside those that have to be remembered still. */
export function endOne(
  ended: Ended = none,
  { id, clientId, createdAt }: Session,
  by: Pick<EndedSession, 'originJti' | 'spared'>,
  at: string,
): Ended {
  const left = Object.entries(ended.single).filter(([, { until }]) => until > at)
  if (left.length >= mostAtOnce) throw tooMany()
  return { ...ended, single: { ...Object.fromEntries(left), [id]: { clientId, createdAt, until: after(at, remembered), ...by } } }
}

const tooMany = () =>
  new Refusal('rate_limited', `At most ${mostAtOnce} sessions can be ended one by one in 16 minutes. End all at once, or wait.`, {
    limit: mostAtOnce,
    retryAfter: 60,
  })

/** Whether it was ended by itself a moment ago. */
export const wasEnded = (ended: Ended | undefined, id: string): boolean => ended !== undefined && Object.hasOwn(ended.single, id)

/** Whether this session was ended, whatever Cognito still says. */
export const isOver = (ended: Ended | undefined, { id, createdAt }: Pick<Session, 'id' | 'createdAt'>): boolean =>
  ended !== undefined && (wasEnded(ended, id) || (secondOf(createdAt) < ended.before && id !== ended.kept?.id))

/**
 * What is known of a token's session: that it is over, or the ids of ended ones that it may belong to. AWS documents nothing that a token and
 * Cognito's list of sessions have in common but the app client and, closely, the time of the sign-in.
 */
export function judge(ended: Ended | undefined, token: TokenSession, at: string): 'over' | string[] {
  if (!ended) return []
  if (token.authTime < ended.before && token.originJti !== ended.kept?.originJti) return 'over'
  const remembered = Object.entries(ended.single).filter(([, { until }]) => until > at)
  if (remembered.some(([, { originJti }]) => originJti === token.originJti)) return 'over'
  return remembered
    .filter(([, one]) => one.originJti === null && one.spared !== token.originJti && mayBelong(token, one))
    .map(([id]) => id)
}

/** The one that the token can only belong to; null where there are several, or none yet. */
export function onlyFit(sessions: Session[], token: TokenSession): Session | null {
  const [one, ...others] = sessions.filter(session => mayBelong(token, session))
  return one && others.length === 0 ? one : null
}

/** Between the password and the first tokens lies the authorization code, which is good for five minutes. */
const mayBelong = ({ clientId, authTime }: TokenSession, session: Pick<Session, 'clientId' | 'createdAt'>) => {
  const [createdAt, slack] = [secondOf(session.createdAt), 2]
  return clientId === session.clientId && authTime <= createdAt + slack && authTime >= createdAt - 300 - slack
}

const cognitoId = /^tkn([0-9a-z]{1,60})$/

/** Cognito's id of a token session as the API has it; null for what else Cognito calls a session. */
export function sessionIdOf(given: string): string | null {
  const own = cognitoId.exec(given)?.[1]
  return own ? `ses_${own}` : null
}

export const tokenSessionIdOf = (sessionId: string): string => sessionId.replace(/^ses_/, 'tkn')
