import { randomBytes } from 'node:crypto'
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect } from 'vitest'
import type { Target } from './entry.ts'

/** Good for any policy, since the pool may be somebody else's. */
export const password = 'Correct-horse-7-battery'
export const otherPassword = 'Another-horse-8-battery'
export const temporaryPassword = 'Temporary-horse-9-battery'

export type Person = { username: string; email: string }

export const newName = () => `conformance-${randomBytes(12).toString('hex')}`

/** Of SES's mailbox simulator, which takes any mail: the pool may be a real one. */
export const newEmail = () => `success+${randomBytes(12).toString('hex')}@simulator.amazonses.com`

export const emailAttributes = (email: string, verified = true) => [
  { Name: 'email', Value: email },
  { Name: 'email_verified', Value: String(verified) },
]

type Made = Omit<AdminCreateUserCommandInput, 'UserPoolId'>

/** AdminCreateUser as Roster calls it. */
export function create({ client, userPoolId, made }: Target, input: Made) {
  if (input.Username) made.add(input.Username)
  return client.send(new AdminCreateUserCommand({ UserPoolId: userPoolId, MessageAction: 'SUPPRESS', ...input }))
}

export const setPassword = ({ client, userPoolId }: Target, Username: string, Password: string, Permanent = true) =>
  client.send(new AdminSetUserPasswordCommand({ UserPoolId: userPoolId, Username, Password, Permanent }))

/** Somebody with a verified email. */
export async function createPerson(target: Target, given = password, permanent = true): Promise<Person> {
  const person = { username: newName(), email: newEmail() }
  await create(target, { Username: person.username, UserAttributes: emailAttributes(person.email) })
  await setPassword(target, person.username, given, permanent)
  return person
}

export const look = ({ client, userPoolId }: Target, Username: string) =>
  client.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username }))

export async function attributeOf(target: Target, username: string, name: string): Promise<string | undefined> {
  const { UserAttributes = [] } = await look(target, username)
  return UserAttributes.find(({ Name }) => Name === name)?.Value
}

export const signIn = ({ client, clientId }: Target, USERNAME: string, PASSWORD = password) => {
  const AuthParameters = { USERNAME, PASSWORD }
  return client.send(new InitiateAuthCommand({ ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }))
}

export async function tokensOf(target: Target, username: string, given = password) {
  const { AuthenticationResult } = await signIn(target, username, given)
  return allTokens(AuthenticationResult)
}

export async function refresh({ client, clientId }: Target, RefreshToken: string) {
  const answer = await client.send(new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken }))
  return allTokens(answer.AuthenticationResult)
}

type Result = { AccessToken?: string; IdToken?: string; RefreshToken?: string; ExpiresIn?: number; TokenType?: string }

function allTokens({ AccessToken = '', IdToken = '', RefreshToken = '', ExpiresIn, TokenType }: Result = {}) {
  for (const token of [AccessToken, IdToken, RefreshToken]) expect(token).not.toBe('')
  return { AccessToken, IdToken, RefreshToken, ExpiresIn, TokenType }
}

/** A call of Cognito's own API, which alone looks whether an access token was revoked. */
export const whoAmI = ({ client }: Target, AccessToken: string) => client.send(new GetUserCommand({ AccessToken }))

export const expectRefused = (call: Promise<unknown>, name: string | RegExp = 'NotAuthorizedException', message = /./) =>
  expect(call).rejects.toMatchObject({ name: expect.stringMatching(name), message: expect.stringMatching(message) })
