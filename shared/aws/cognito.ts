import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import { isPassing, unavailable } from '../data/failures.ts'
import { Refusal } from '../domain/refusals.ts'
import { variable } from '../environment.ts'

/** What Roster asks of Cognito. Each call may be repeated: doing it twice is doing it once. */
export type Credentials = {
  /**
   * A user who can sign in with the email and this password. A half-made one of the same id is finished.
   * @param temporary whether the first sign-in asks for another password
   */
  create(userId: string, email: string, password: string, options?: { temporary?: boolean }): Promise<void>
  /** The email that signs in from now on. */
  changeEmail(userId: string, email: string): Promise<void>
  /** @param options whether the next sign-in asks for another one */
  setPassword(userId: string, password: string, options: { temporary: boolean }): Promise<void>
  /** The user as Cognito has it; null: there is none. */
  look(userId: string): Promise<{ temporary: boolean; changedAt: string } | null>
  /** Refresh tokens are dead from now on. */
  signOut(userId: string): Promise<void>
  /** Whether a code of the authenticator app, which the person has verified, is asked for at each sign-in. */
  askForTotp(userId: string, wanted: boolean): Promise<void>
  enable(userId: string): Promise<void>
  /** No sign-in and no refresh from now on. */
  disable(userId: string): Promise<void>
  remove(userId: string): Promise<void>
}

/** L7: who comes from an identity provider as this subject signs in as this user. */
export type Links = { link(userId: string, provider: string, subject: string): Promise<void> }

const requestHandler = { connectionTimeout: 1000, requestTimeout: 5000 }
export const client = new CognitoIdentityProviderClient({ maxAttempts: 3, requestHandler })
/** For what must not be tried again unheard: a code works once, and every call mails another one. */
export const onceClient = new CognitoIdentityProviderClient({ maxAttempts: 1, requestHandler })

export const named = (userId: string) => ({ UserPoolId: variable('USER_POOL_ID'), Username: userId })

/** The pool's email_verified only makes the email work for signing in; whether it is proven stands in Roster's table. */
const loginAttributes = (email: string) => [
  { Name: 'email', Value: email },
  { Name: 'email_verified', Value: 'true' },
]

export const credentials: Credentials = {
  async create(userId, email, password, { temporary = false } = {}) {
    const UserAttributes = loginAttributes(email)
    const create = new AdminCreateUserCommand({ ...named(userId), UserAttributes, MessageAction: 'SUPPRESS' })
    await ask(client.send(create), 'UsernameExistsException')
    await credentials.setPassword(userId, password, { temporary })
  },
  async setPassword(userId, password, { temporary }) {
    // All other parameters are ours: an invalid one is the password, for a length or letter that only Cognito minds.
    const set = client.send(new AdminSetUserPasswordCommand({ ...named(userId), Password: password, Permanent: !temporary }))
    await ask(set, undefined, 'InvalidParameterException')
  },
  async changeEmail(userId, email) {
    const change = new AdminUpdateUserAttributesCommand({ ...named(userId), UserAttributes: loginAttributes(email) })
    await ask(client.send(change), 'UserNotFoundException')
  },
  async look(userId) {
    try {
      const { UserStatus, UserLastModifiedDate } = await client.send(new AdminGetUserCommand(named(userId)))
      const changedAt = (UserLastModifiedDate ?? new Date(0)).toISOString()
      return { temporary: UserStatus === 'FORCE_CHANGE_PASSWORD', changedAt }
    } catch (error) {
      if (error instanceof UserNotFoundException) return null
      throw isPassing(error) ? unavailable('The sign-in service') : error
    }
  },
  async askForTotp(userId, wanted) {
    const SoftwareTokenMfaSettings = { Enabled: wanted, PreferredMfa: wanted }
    const prefer = new AdminSetUserMFAPreferenceCommand({ ...named(userId), SoftwareTokenMfaSettings })
    await ask(client.send(prefer), 'UserNotFoundException')
  },
  async enable(userId) {
    await ask(client.send(new AdminEnableUserCommand(named(userId))), 'UserNotFoundException')
  },
  async disable(userId) {
    await ask(client.send(new AdminDisableUserCommand(named(userId))), 'UserNotFoundException')
    await credentials.signOut(userId)
  },
  async signOut(userId) {
    await ask(client.send(new AdminUserGlobalSignOutCommand(named(userId))), 'UserNotFoundException')
  },
  async remove(userId) {
    await ask(client.send(new AdminDeleteUserCommand(named(userId))), 'UserNotFoundException')
  },
}

export const links: Links = {
  async link(userId, provider, subject) {
    const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: userId }
    const SourceUser = { ProviderName: provider, ProviderAttributeName: 'Cognito_Subject', ProviderAttributeValue: subject }
    const { UserPoolId } = named(userId)
    await ask(client.send(new AdminLinkProviderForUserCommand({ UserPoolId, DestinationUser, SourceUser })))
  },
}

/**
 * @param fine the error that means it was done before
 * @param weak the error, beside Cognito's own, that means the password
 */
export async function ask<T>(call: Promise<T>, fine?: string, weak?: string): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof Error && error.name === fine) return undefined
    if (error instanceof Error && (error.name === 'InvalidPasswordException' || error.name === weak)) {
      throw new Refusal('password_too_weak', 'Choose another password: the user pool refuses this one.')
    }
    throw isPassing(error) || isLeaving(error) ? unavailable('The sign-in service') : error
  }
}

/**
 * In the table the email was free: whoever still has it in the pool is being removed. Creating says so, or that the username exists,
 * and then there is nobody to set a password for.
 */
const isLeaving = (error: unknown) =>
  error instanceof Error && (error.name === 'AliasExistsException' || error.name === 'UserNotFoundException')
