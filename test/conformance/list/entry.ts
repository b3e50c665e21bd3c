import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import type { Need } from './needs.ts'

/** The user pool that the list is run against: what is not always there is a need that an entry names. */
export type Target = {
  client: CognitoIdentityProviderClient
  userPoolId: string
  clientId: string
  issuer: string
  /** How long a refresh token still works after it was used. */
  graceSeconds: number
  /** The usernames made here: these, and nobody else, are deleted. */
  made: Set<string>
  pages?: LoginPages
  /** An identity provider of the pool. */
  provider?: string
  /** The newest mail to the address. */
  readMail?(address: string): string | undefined
  /** Moves the pool's clock. */
  advance?(seconds: number): void
}

/** The hosted login, and addresses that the app client has registered. */
export type LoginPages = { url: string; callbackUrl: string; logoutUrl: string }

/** A sentence of how Cognito behaves, with the page that says so. */
export type Entry = {
  behaviour: string
  page: string
  /** Where the page leaves open what is checked: what Roster takes for granted. */
  notDocumented?: string
  needs?: Need[]
  check(target: Target): Promise<void>
}

/** What an entry has named as its need. */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The entry uses what it does not name among its needs.')
  return value
}
