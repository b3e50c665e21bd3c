import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { IdentityProvider } from '../../../shared/domain/federation.ts'
import { CognitoError, notAuthorized } from './errors.ts'
import { identitiesOf, linkedUser, profileName } from './links.ts'
import { type Pool, settings } from './pool.ts'
import { admit, type IssuedTokens, issueTokens, type Proven } from './sign-in.ts'
import { callTrigger } from './triggers.ts'
import { changeUser, insertUser, keyOf, type User } from './users.ts'

/** `provider` left out: the first one there is. */
export type Assertion = { email: string; groups: string[]; provider?: string }

type Arrival = { provider: IdentityProvider; subject: string; email: string; groups: string[] }

const mapping = z.object({ userAttributesToMap: z.optional(z.nullable(z.record(z.string(), z.string()))) })

/** What a federated user gets. "Using SAML identity providers with a user pool". */
export async function federatedSignIn(pool: Pool, assertion: Assertion): Promise<IssuedTokens> {
  const { user, amr, first } = await arrive(pool, assertion)
  const scopes = [...settings.scopes]
  const overrides = await admit(pool, user, { source: 'HostedAuth', scopes, first })
  const device = { ip: '127.0.0.1', description: 'unknown' }
  const authTime = Math.floor(pool.clock.now() / 1000)
  return issueTokens(pool, user, { clientId: pool.clientId, scopes, amr, authTime, device }, overrides)
}

/** From the provider's answer to the user whom it is about. */
export async function arrive(pool: Pool, { email, groups, provider: name }: Assertion): Promise<Proven> {
  const provider = providerOf(pool, name, email)
  const subject = createHash('sha256').update(keyOf(email)).digest('hex').slice(0, 32)
  const arrival = { provider, subject, email, groups }
  const { user, isNew } = await findOrCreate(pool, arrival, await mapAttributes(pool, arrival))
  if (!user.enabled) throw notAuthorized('User is disabled.')
  return { user, amr: ['fed'], newPassword: false, first: isNew }
}

const alone = 'Provider'

export const providerNames = ({ providers }: Pool): string[] => providers?.names() ?? [alone]

const providerOf = (pool: Pool, name = providerNames(pool)[0] ?? alone, email: string): IdentityProvider =>
  pool.providers?.speakingFor(name, email) ?? {
    name,
    kind: 'saml',
    emailAttribute: 'email',
    groupsAttribute: 'groups',
    domains: [],
  }

/** Several values are one text: "Mapping IdP attributes to profiles and tokens". */
const asOneText = (groups: string[]) => groups.map(encodeURIComponent).join(',')

/** "Inbound federation Lambda trigger": before anything is kept; an empty map retains the provider's own attributes. */
async function mapAttributes(pool: Pool, { provider, subject, email, groups }: Arrival): Promise<Record<string, string>> {
  const { name, kind, emailAttribute, groupsAttribute } = provider
  const said = { [emailAttribute]: email, [groupsAttribute]: asOneText(groups) }
  const oidc = { tokenResponse: { token_type: 'Bearer' }, idToken: { sub: subject, ...said }, userInfo: { sub: subject } }
  const response = await callTrigger(pool, 'InboundFederation', {
    source: 'InboundFederation_ExternalProvider',
    username: profileName(name, subject),
    request: {
      providerName: name,
      providerType: kind.toUpperCase(),
      attributes: kind === 'oidc' ? oidc : { samlResponse: { ...said, NameID: subject } },
    },
    response: { userAttributesToMap: {} },
  })
  const parsed = mapping.safeParse(response ?? {})
  if (!parsed.success) throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output')
  const mapped = parsed.data.userAttributesToMap ?? {}
  return Object.keys(mapped).length > 0 ? mapped : { email, email_verified: 'false', 'custom:groups': asOneText(groups) }
}

/** The profile is renewed from the provider at every sign-in; one linked to a local user signs in as that user. */
async function findOrCreate(
  pool: Pool,
  { provider, subject }: Arrival,
  attributes: Record<string, string>,
): Promise<{ user: User; isNew: boolean }> {
  const { name } = provider
  const username = profileName(name, subject)
  const known = linkedUser(pool, name, subject) ?? pool.users.get(keyOf(username))
  // One linked to a local user keeps what an administrator gave.
  if (known) return { user: known.username === username ? renew(pool, known, attributes) : known, isNew: false }
  await callTrigger(pool, 'PreSignUp', {
    source: 'PreSignUp_ExternalProvider',
    username,
    request: {
      userAttributes: { ...attributes, 'cognito:email_alias': '', 'cognito:phone_number_alias': '' },
      validationData: {},
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  })
  const linked = linkedUser(pool, name, subject)
  if (linked) return { user: linked, isNew: false }
  const identities = identitiesOf(pool, provider, subject)
  const profile = { username, attributes: { ...attributes, identities }, status: 'EXTERNAL_PROVIDER' } as const
  return { user: insertUser(pool, profile), isNew: true }
}

const renew = (pool: Pool, user: User, attributes: Record<string, string>): User =>
  changeUser(pool, user.username, { attributes: { ...user.attributes, ...attributes } })
