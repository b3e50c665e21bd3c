import { randomInt } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { LocalProviders } from '../identity-providers.ts'
import type { Collection, State } from '../state.ts'
import type { Attempts } from './attempts.ts'
import type { Challenge } from './challenges.ts'
import type { AuthorizationCode } from './hosted-token.ts'
import { openSigningKeys, type SigningKeys } from './keys.ts'
import type { RecoveryCode } from './recovery.ts'
import type { SessionKeys, SsoSession, TokenSession } from './sessions.ts'
import type { Ticket } from './tickets.ts'
import type { User } from './users.ts'

/** `InboundFederation` is asked for, too; who has no such trigger answers undefined. */
export type TriggerName =
  | 'PreSignUp'
  | 'PostAuthentication'
  | 'PreTokenGeneration'
  | 'PostConfirmation'
  | 'CustomMessage'
  | 'InboundFederation'

export type CognitoOptions = {
  port: number
  state: State
  clock: Clock
  faults: Faults
  /** Invokes the Lambda trigger and gives the event that it returned; a rejection is its refusal, undefined: no such trigger. */
  trigger(name: TriggerName, event: Record<string, unknown>): Promise<object | undefined>
  /** Who signs people in beside the pool itself; left out: one called Provider. */
  providers?: LocalProviders
  /** Cognito's own mail, which goes through SES in the real thing. */
  sendMail(mail: { to: string; subject: string; html: string }): Promise<void>
  /** Functions, since the addresses are known only after the gateway is up. Compared exactly. */
  callbackUrls: () => string[]
  /** The same of the client for people's own accounts. */
  accountCallbackUrls: () => string[]
  logoutUrls: () => string[]
}

export const settings = {
  region: 'local',
  accessTokenSeconds: 15 * 60,
  refreshTokenSeconds: 30 * 24 * 60 * 60,
  /** `MaxPerUser`, as the deployment sets it. "API_UserPoolTokenSessionConfigType". */
  tokenSessionsPerUser: 20,
  /** No grace: who copes with 0 copes with AWS's at most 60 s. "RefreshTokenRotationType". */
  refreshGraceSeconds: 0,
  /** `AuthSessionValidity`'s default. "API_CreateUserPoolClient". */
  challengeSeconds: 3 * 60,
  authorizationCodeSeconds: 5 * 60,
  /** "Signing up and confirming user accounts": a code to reset a password is good for one hour. */
  recoveryCodeSeconds: 60 * 60,
  temporaryPasswordSeconds: 7 * 24 * 60 * 60,
  /** Managed login's cookie. "Managed login". */
  ssoSessionSeconds: 60 * 60,
  passwordMinimum: 10,
  passwordMaximum: 256,
  scopes: ['openid', 'email', 'profile'],
  accountScopes: ['openid', 'aws.cognito.signin.user.admin'],
} as const

export const ownAccountScope = 'aws.cognito.signin.user.admin'

/** Everything that the rooms of the stand-in share: one user pool, its app client, and the one for people's own accounts. */
export type Pool = Omit<CognitoOptions, 'port' | 'state'> & {
  id: string
  clientId: string
  /** Its tokens reach the person's own Cognito user. */
  accountClientId: string
  /** Known once the server listens. */
  url: () => string
  issuer: () => string
  keys: SigningKeys
  users: Collection<User>
  /** Verified email in lower case -> the key of the user who signs in by it. */
  aliases: Collection<string>
  /** `Provider#subject` -> the key of the user it signs in as. */
  links: Collection<string>
  /** By their `origin_jti`. */
  tokenSessions: Collection<TokenSession>
  ssoSessions: Collection<SsoSession>
  /** Key of a user -> the keys of the sessions, so that none but these are read. */
  sessionsOfUser: Collection<SessionKeys>
  /** Hash of every refresh token ever given out -> its session, so that a reuse is known as such. */
  refreshTokens: Collection<string>
  challenges: Collection<Ticket<Challenge>>
  authorizationCodes: Collection<Ticket<AuthorizationCode>>
  recoveryCodes: Collection<RecoveryCode>
  attempts: Collection<Attempts>
}

export async function openPool({ state, ...options }: Omit<CognitoOptions, 'port'>, url: () => string): Promise<Pool> {
  const { id, clientId, accountClientId } = openIds(state)
  return {
    ...options,
    id,
    clientId,
    accountClientId,
    url,
    issuer: () => `${url()}/${id}`,
    keys: await openSigningKeys(state),
    users: state.collection('cognito.users'),
    aliases: state.collection('cognito.aliases'),
    links: state.collection('cognito.links'),
    tokenSessions: state.collection('cognito.tokenSessions'),
    ssoSessions: state.collection('cognito.ssoSessions'),
    sessionsOfUser: state.collection('cognito.sessionsOfUser'),
    refreshTokens: state.collection('cognito.refreshTokens'),
    challenges: state.collection('cognito.challenges'),
    authorizationCodes: state.collection('cognito.authorizationCodes'),
    recoveryCodes: state.collection('cognito.recoveryCodes'),
    attempts: state.collection('cognito.attempts'),
  }
}

function openIds(state: State) {
  const kept = state.collection<{ id: string; clientId: string; accountClientId?: string }>('cognito.ids')
  const known = kept.get('ids') ?? { id: `local_${randomText(9, letters)}`, clientId: randomText(26, lowercase) }
  const ids = { ...known, accountClientId: known.accountClientId ?? randomText(26, lowercase) }
  kept.put('ids', ids)
  return ids
}

/** What an app client may ask for; undefined: there is no such client. "API_CreateUserPoolClient". */
export function clientOf(pool: Pool, id: string | null): { callbackUrls: string[]; scopes: readonly string[] } | undefined {
  if (id === pool.clientId) return { callbackUrls: pool.callbackUrls(), scopes: settings.scopes }
  return id === pool.accountClientId ? { callbackUrls: pool.accountCallbackUrls(), scopes: settings.accountScopes } : undefined
}

const lowercase = 'abcdefghijklmnopqrstuvwxyz0123456789'
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export const randomText = (length: number, alphabet: string = lowercase) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
