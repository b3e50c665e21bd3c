import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { askForOverrides } from './claims.ts'
import { CognitoError, notAuthorized } from './errors.ts'
import { type Pool, settings } from './pool.ts'
import { type IssuedTokens, issueTokens } from './sign-in.ts'
import { callPostAuthentication, callPostConfirmation, callTrigger } from './triggers.ts'
import { changeUser, insertUser, keyOf, type User } from './users.ts'

type Assertion = { email: string; groups: string[] }

const mapping = z.object({ userAttributesToMap: z.optional(z.nullable(z.record(z.string(), z.string()))) })

/** What a SAML user of the pool's one provider gets. "Using SAML identity providers with a user pool". */
export async function federatedSignIn(pool: Pool, assertion: Assertion): Promise<IssuedTokens> {
  const subject = createHash('sha256').update(keyOf(assertion.email)).digest('hex').slice(0, 32)
  const attributes = await mapAttributes(pool, subject, assertion)
  const { user, isNew } = await findOrCreate(pool, subject, attributes)
  if (!user.enabled) throw notAuthorized('User is disabled.')
  // At a first sign-in Cognito confirms the new profile instead of calling post authentication.
  await (isNew ? callPostConfirmation(pool, user, 'ConfirmSignUp') : callPostAuthentication(pool, user))
  const scopes = [...settings.scopes]
  const overrides = await askForOverrides(pool, user, { source: 'HostedAuth', scopes })
  const device = { ip: '127.0.0.1', description: 'unknown' }
  const authTime = Math.floor(pool.clock.now() / 1000)
  return issueTokens(pool, user, { scopes, amr: ['fed'], authTime, device }, overrides)
}

/** "Inbound federation Lambda trigger": before anything is kept; an empty map retains the provider's own attributes. */
async function mapAttributes(pool: Pool, subject: string, { email, groups }: Assertion): Promise<Record<string, string>> {
  const plain = { email, email_verified: 'false', 'custom:groups': groups.map(encodeURIComponent).join(',') }
  const response = await callTrigger(pool, 'InboundFederation', {
    source: 'InboundFederation_ExternalProvider',
    username: usernameOf(subject),
    request: {
      providerName: settings.federatedProvider,
      providerType: 'SAML',
      attributes: { samlResponse: { email, groups: plain['custom:groups'], NameID: subject } },
    },
    response: { userAttributesToMap: {} },
  })
  const parsed = mapping.safeParse(response ?? {})
  if (!parsed.success) throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output')
  const mapped = parsed.data.userAttributesToMap ?? {}
  return Object.keys(mapped).length > 0 ? mapped : plain
}

/** The profile is renewed from the provider at every sign-in; one linked to a local user signs in as that user. */
async function findOrCreate(
  pool: Pool,
  subject: string,
  attributes: Record<string, string>,
): Promise<{ user: User; isNew: boolean }> {
  const known = linkedUser(pool, subject) ?? pool.users.get(keyOf(usernameOf(subject)))
  if (known) return { user: renew(pool, known, attributes), isNew: false }
  await callTrigger(pool, 'PreSignUp', {
    source: 'PreSignUp_ExternalProvider',
    username: usernameOf(subject),
    request: {
      userAttributes: { ...attributes, 'cognito:email_alias': '', 'cognito:phone_number_alias': '' },
      validationData: {},
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  })
  const linked = linkedUser(pool, subject)
  if (linked) return { user: linked, isNew: false }
  const identities = JSON.stringify([identityOf(pool, subject)])
  const profile = {
    username: usernameOf(subject),
    attributes: { ...attributes, identities },
    status: 'EXTERNAL_PROVIDER',
  } as const
  return { user: insertUser(pool, profile), isNew: true }
}

function renew(pool: Pool, user: User, attributes: Record<string, string>): User {
  // Linked to a local user, who keeps what an administrator gave.
  if (!user.username.startsWith(`${settings.federatedProvider}_`)) return user
  return changeUser(pool, user.username, { attributes: { ...user.attributes, ...attributes } })
}

const mostLinks = 5

/** "API_AdminLinkProviderForUser": the next sign-in of that identity is one of the local user, who has five of them at most. */
export function linkProvider(pool: Pool, user: User, provider: string, subject: string) {
  const key = `${provider}#${subject}`
  const holder = pool.links.get(key)
  if (holder !== undefined && holder !== keyOf(user.username)) {
    throw new CognitoError('AliasExistsException', 'Another user is already linked to this identity.')
  }
  if (holder !== undefined) return
  const linked: unknown[] = JSON.parse(user.attributes.identities ?? '[]')
  if (linked.length >= mostLinks) throw new CognitoError('LimitExceededException', 'A user can have five linked identities.')
  pool.links.put(key, keyOf(user.username))
  const identities = JSON.stringify([...linked, identityOf(pool, subject)])
  changeUser(pool, user.username, { attributes: { ...user.attributes, identities } })
}

function linkedUser(pool: Pool, subject: string): User | undefined {
  const key = pool.links.get(`${settings.federatedProvider}#${subject}`)
  return key === undefined ? undefined : pool.users.get(key)
}

const usernameOf = (subject: string) => `${settings.federatedProvider}_${subject}`

/** One of the `identities` attribute, as the ID token shows it. */
const identityOf = (pool: Pool, subject: string) => ({
  userId: subject,
  providerName: settings.federatedProvider,
  providerType: 'SAML',
  issuer: null,
  primary: 'true',
  dateCreated: String(pool.clock.now()),
})
