import { CognitoError, invalidParameter } from './errors.ts'
import type { Pool } from './pool.ts'
import { changeUser, keyOf, type User } from './users.ts'

/** As `username_Provider`: "Using SAML identity providers with a user pool". */
export const profileName = (provider: string, subject: string) => `${provider}_${subject}`

const most = 5

/** "API_AdminLinkProviderForUser": the next sign-in of that identity is one of the local user, who can have five. */
export function linkProvider(pool: Pool, user: User, provider: string, subject: string) {
  const key = `${provider}#${subject}`
  const holder = pool.links.get(key)
  if (holder !== undefined && holder !== keyOf(user.username)) {
    throw new CognitoError('AliasExistsException', 'Another user is already linked to this identity.')
  }
  if (pool.users.get(keyOf(profileName(provider, subject)))) {
    throw invalidParameter(
      'Merging is not currently supported, provide a SourceUser that has not been signed up in order to link',
    )
  }
  if (holder !== undefined) return
  const before = identitiesIn(user)
  if (before.length >= most) throw new CognitoError('LimitExceededException', 'Too many linked identities.')
  pool.links.put(key, keyOf(user.username))
  const identities = JSON.stringify([...before, ...JSON.parse(identitiesOf(pool, { name: provider }, subject))])
  changeUser(pool, user.username, { attributes: { ...user.attributes, identities } })
}

const identitiesIn = ({ attributes }: User): { providerName?: string }[] => JSON.parse(attributes.identities ?? '[]')

export function linkedUser(pool: Pool, provider: string, subject: string): User | undefined {
  const key = pool.links.get(`${provider}#${subject}`)
  return key === undefined ? undefined : pool.users.get(key)
}

/** The `identities` attribute, as the ID token shows it. */
export const identitiesOf = (pool: Pool, { name, kind = 'saml' }: { name: string; kind?: string }, subject: string) =>
  JSON.stringify([
    {
      userId: subject,
      providerName: name,
      providerType: kind.toUpperCase(),
      issuer: null,
      primary: 'true',
      dateCreated: String(pool.clock.now()),
    },
  ])

/** The provider of a profile that is not a local user's; such profiles belong to a group that is named after it. */
export const providerIn = (user: User): string => identitiesIn(user)[0]?.providerName ?? ''
