import { normalizeEmail } from './emails.ts'
import { Refusal } from './refusals.ts'

/** L7: somebody else who may say who a person is, as far as the triggers need to know it. */
export type IdentityProvider = {
  name: string
  kind: 'saml' | 'oidc'
  /** Where the login email stands in what it says of a person, and where the groups. */
  emailAttribute: string
  groupsAttribute: string
  /** For whose mailboxes it may speak; for no others. */
  domains: string[]
}

/** What a provider says of somebody who has just signed in there. */
export type Assertion = { provider: string; subject: string; email: string; groups: string[] }

/** As Cognito hands it on: texts by name, of a SAML assertion, of an ID token, and of what the provider tells beside. */
export type Raw = { samlResponse?: Values; idToken?: Values; userInfo?: Values }
type Values = Record<string, unknown>

/**
 * Who this is, if the provider may say so: it speaks for the mailboxes of its own domains, and of no other, whatever it says.
 * @param userName Cognito's name of the profile, with the provider's before it or without: the documentation leaves that open
 */
export function assertionOf(provider: IdentityProvider | undefined, raw: Raw, userName: string): Assertion {
  if (!provider) throw refused('This way of signing in is not set up here any more.')
  const { name, kind, domains } = provider
  const said = kind === 'saml' ? [raw.samlResponse ?? {}] : [raw.idToken ?? {}, raw.userInfo ?? {}]
  const value = (attribute: string) => said.map(values => values[attribute]).find(one => one !== undefined && one !== '')
  const textOf = (attribute: string) => asText(value(attribute))
  const email = normalizeEmail(textOf(provider.emailAttribute))
  const subject = (kind === 'oidc' && textOf('sub')) || subjectIn(userName, name)
  if (!email) throw refused(`${name} did not say which email address is yours. Ask whoever looks after it.`)
  if (kind === 'oidc' && !['', 'true'].includes(textOf('email_verified')))
    throw refused(`${name} has not verified your email address. Ask whoever looks after it.`)
  if (!domains.includes(email.slice(email.lastIndexOf('@') + 1)))
    throw refused(`${name} may not sign in people with an address like ${email}. Sign in another way.`)
  if (!subject) throw refused(`${name} did not say who you are. Ask whoever looks after it.`)
  return { provider: name, subject, email, groups: listIn(value(provider.groupsAttribute)) }
}

/** What is no text and no truth value is nothing that could be meant. */
const asText = (value: unknown): string => (typeof value === 'string' || typeof value === 'boolean' ? String(value) : '')

const prefixOf = (name: string) => `${name}_`.toLowerCase()

const subjectIn = (userName: string, provider: string): string =>
  userName.toLowerCase().startsWith(prefixOf(provider)) ? userName.slice(prefixOf(provider).length) : userName

/** Whose profile Cognito means by this name, such as `Okta_00u1ab`; undefined for a name that no provider has given. */
export function profileOf(userName: string, providers: IdentityProvider[]): { provider: string; subject: string } | undefined {
  const longestFirst = providers.map(({ name }) => name).toSorted((one, other) => other.length - one.length)
  const provider = longestFirst.find(name => userName.toLowerCase().startsWith(prefixOf(name)))
  return provider === undefined ? undefined : { provider, subject: subjectIn(userName, provider) }
}

/**
 * Cognito makes one text of several values: separated by commas, each encoded as in a form; sometimes a list in brackets, or JSON. Each
 * way a comma within a value is told from one between two, or somebody could name a group so as to be in another one.
 */
export function listIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  const text = typeof value === 'string' ? value.trim() : ''
  return (
    fromJson(text) ??
    text
      .replace(/^\[(.*)\]$/s, '$1')
      .split(',')
      .map(part => decoded(part.trim()))
  ).filter(Boolean)
}

function fromJson(text: string): string[] | null {
  if (!/^\[\s*(?:"|\])/.test(text)) return null
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.map(String) : null
  } catch {
    return null
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // a percent sign that stands for itself
  }
}

/** Shown to a person who has just signed in elsewhere: it may say how things stand. */
export const refused = (sentence: string): Refusal => new Refusal('forbidden', sentence)

/** T4. */
export const notInvited = (): Refusal =>
  refused('There is no account for you here. Ask somebody in your organization to invite you.')

/** One person has as many at most: so does a Cognito user. */
export const mostLinks = 5
