import * as z from 'zod/mini'
import { fromList, toList } from './attributes.ts'
import { createUser, createUserInput, describeUser } from './create-user.ts'
import { linkProvider } from './links.ts'
import { listUsers, listUsersInput } from './list-users.ts'
import { field, operation } from './operation.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { settings } from './pool.ts'
import { forceRecovery } from './recovery.ts'
import { endTokenSessions, forgetSessions, revokeAccessTokens } from './sessions.ts'
import { changeAttributes, changeUser, readUser, removeUser, type User } from './users.ts'

const named = { UserPoolId: field.userPoolId, Username: field.username }

const setPassword = operation(
  z.object({ ...named, Password: field.text, Permanent: z.optional(z.boolean()) }),
  async (pool, { Username, Password, Permanent = false }) => {
    const { username } = readUser(pool, Username)
    checkPassword(Password)
    const passwordHash = await hashPassword(Password)
    const temporaryUntil = pool.clock.now() + settings.temporaryPasswordSeconds * 1000
    const change = Permanent
      ? { status: 'CONFIRMED' as const, temporaryUntil: undefined }
      : { status: 'FORCE_CHANGE_PASSWORD' as const, temporaryUntil }
    changeUser(pool, username, { passwordHash, ...change })
    return {}
  },
)

const getUser = operation(z.object(named), (pool, { Username }) => {
  const user = readUser(pool, Username)
  return { ...describeUser(user), UserAttributes: toList(user), ...mfaOf(user) }
})

export function mfaOf({ softwareToken }: User) {
  if (!softwareToken?.enabled) return {}
  const preferred = softwareToken.preferred && { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' }
  return { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], ...preferred }
}

const deleteUser = operation(z.object(named), (pool, { Username }) => {
  const user = readUser(pool, Username)
  forgetSessions(pool, user)
  removeUser(pool, user)
  return {}
})

const disableUser = operation(z.object(named), (pool, { Username }) => {
  revokeAccessTokens(pool, changeUser(pool, Username, { enabled: false }))
  return {}
})

const enableUser = operation(z.object(named), (pool, { Username }) => {
  changeUser(pool, Username, { enabled: true })
  return {}
})

const updateAttributes = operation(
  z.object({ ...named, UserAttributes: field.attributes }),
  (pool, { Username, UserAttributes }) => {
    changeAttributes(pool, Username, fromList(UserAttributes))
    return {}
  },
)

const globalSignOut = operation(z.object(named), (pool, { Username }) => {
  endTokenSessions(pool, readUser(pool, Username))
  return {}
})

const resetPassword = operation(
  z.object({ ...named, ClientMetadata: field.metadata }),
  async (pool, { Username, ClientMetadata }) => {
    await forceRecovery(pool, readUser(pool, Username), ClientMetadata)
    return {}
  },
)

const provider = z.object({
  ProviderName: z.optional(field.text),
  ProviderAttributeName: z.optional(field.text),
  ProviderAttributeValue: field.text,
})

const linkProviderForUser = operation(
  z.object({ UserPoolId: field.userPoolId, DestinationUser: provider, SourceUser: provider }),
  (pool, { DestinationUser, SourceUser }) => {
    const user = readUser(pool, DestinationUser.ProviderAttributeValue)
    linkProvider(pool, user, SourceUser.ProviderName ?? '', SourceUser.ProviderAttributeValue)
    return {}
  },
)

/** What an administrator does to users: IAM decides who may, so no token is asked for. */
export const userOperations = {
  AdminCreateUser: operation(createUserInput, createUser),
  AdminSetUserPassword: setPassword,
  AdminGetUser: getUser,
  AdminDeleteUser: deleteUser,
  AdminDisableUser: disableUser,
  AdminEnableUser: enableUser,
  AdminUpdateUserAttributes: updateAttributes,
  AdminUserGlobalSignOut: globalSignOut,
  AdminResetUserPassword: resetPassword,
  AdminLinkProviderForUser: linkProviderForUser,
  ListUsers: operation(listUsersInput, listUsers),
}
