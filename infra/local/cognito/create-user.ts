import * as z from 'zod/mini'
import { checkAttributes, fromList, isEmail, toList } from './attributes.ts'
import { sendCode } from './code-mail.ts'
import { CognitoError, invalidParameter } from './errors.ts'
import { field } from './operation.ts'
import { checkPassword, generatePassword, hashPassword } from './passwords.ts'
import { type Pool, settings } from './pool.ts'
import { callTrigger } from './triggers.ts'
import { assertNameFree, changeUser, insertUser, readUser, type User } from './users.ts'

export const createUserInput = z.object({
  UserPoolId: field.userPoolId,
  Username: field.username,
  UserAttributes: z.optional(field.attributes),
  ValidationData: z.optional(field.attributes),
  TemporaryPassword: z.optional(field.text),
  ForceAliasCreation: z.optional(z.boolean()),
  MessageAction: z.optional(z.enum(['SUPPRESS', 'RESEND'])),
  ClientMetadata: field.metadata,
})

type Input = z.infer<typeof createUserInput>

/** "API_AdminCreateUser". Without SUPPRESS the temporary password is mailed, after the user was made: the mail's failure leaves the user. */
export async function createUser(pool: Pool, input: Input): Promise<object> {
  const code = input.TemporaryPassword ?? generatePassword()
  checkPassword(code)
  const password = {
    passwordHash: await hashPassword(code),
    temporaryUntil: pool.clock.now() + settings.temporaryPasswordSeconds * 1000,
  }
  const user = input.MessageAction === 'RESEND' ? renew(pool, input.Username, password) : await create(pool, input, password)
  if (input.MessageAction !== 'SUPPRESS') {
    await sendCode(pool, user, { source: 'AdminCreateUser', code, clientMetadata: input.ClientMetadata, byAdministrator: true })
  }
  return { User: { ...describeUser(user), Attributes: toList(user) } }
}

type TemporaryPassword = Required<Pick<User, 'passwordHash' | 'temporaryUntil'>>

async function create(pool: Pool, input: Input, password: TemporaryPassword): Promise<User> {
  const attributes = fromList(input.UserAttributes)
  checkAttributes(attributes)
  // "Customizing sign-in attributes": it would be taken for an alias.
  if (isEmail(input.Username))
    throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.')
  assertNameFree(pool, input.Username)
  await callTrigger(pool, 'PreSignUp', {
    source: 'PreSignUp_AdminCreateUser',
    username: input.Username,
    byAdministrator: true,
    request: {
      userAttributes: attributes,
      validationData: input.ValidationData ? fromList(input.ValidationData) : null,
      ...(input.ClientMetadata && { clientMetadata: input.ClientMetadata }),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  })
  const wanted = { username: input.Username, attributes, status: 'FORCE_CHANGE_PASSWORD', ...password } as const
  return insertUser(pool, wanted, input.ForceAliasCreation)
}

/** RESEND gives a new temporary password, and a new term to it, to who has not used the first. */
function renew(pool: Pool, username: string, password: TemporaryPassword): User {
  const user = readUser(pool, username)
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new CognitoError('UnsupportedUserStateException', 'Resend not possible. User status is not FORCE_CHANGE_PASSWORD')
  }
  return changeUser(pool, username, password)
}

export const describeUser = (user: User) => ({
  Username: user.username,
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
})
