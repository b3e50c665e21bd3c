import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { openState } from '../../../infra/local/state.ts'
import { createPerson, initiate, openStage, password, type Stage, signIn } from './stage.ts'

const create = ({ client, UserPoolId }: Stage, input: Omit<AdminCreateUserCommandInput, 'UserPoolId'>) =>
  client.send(new AdminCreateUserCommand({ UserPoolId, MessageAction: 'SUPPRESS', ...input }))

const email = (Value: string, verified = true) => [
  { Name: 'email', Value },
  { Name: 'email_verified', Value: String(verified) },
]

test('an administrator makes a user under the username of their choice', async () => {
  const stage = await openStage()
  const { User } = await create(stage, { Username: 'usr_1', UserAttributes: email('maria@example.com') })
  expect(User).toMatchObject({
    Username: 'usr_1',
    Enabled: true,
    UserStatus: 'FORCE_CHANGE_PASSWORD',
    UserCreateDate: expect.any(Date),
  })
  const { client, UserPoolId } = stage
  const got = await client.send(new AdminGetUserCommand({ UserPoolId, Username: 'maria@example.com' }))
  expect(got).toMatchObject({ Username: 'usr_1', UserStatus: 'FORCE_CHANGE_PASSWORD' })
  expect(got.UserAttributes).toEqual(
    expect.arrayContaining([...email('maria@example.com'), { Name: 'sub', Value: expect.any(String) }]),
  )
})

test('a username is taken once, whatever its case, also when many ask at once', async () => {
  const stage = await openStage()
  const all = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) => create(stage, { Username: n % 2 ? 'usr_One' : 'USR_one' })),
  )
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ name: 'UsernameExistsException' })
})

test('a verified email is the alias of one user; force moves it, and the former one is no longer verified', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  await createPerson(stage, 'maria@example.com', 'usr_1')
  const second = { Username: 'usr_2', UserAttributes: email('MARIA@example.com') }
  await expect(create(stage, second)).rejects.toMatchObject({ name: 'AliasExistsException' })
  await expect(create(stage, { Username: 'usr_3', UserAttributes: email('maria@example.com', false) })).resolves.toBeDefined()
  const verify = { UserPoolId, Username: 'usr_3', UserAttributes: [{ Name: 'email_verified', Value: 'true' }] }
  await expect(client.send(new AdminUpdateUserAttributesCommand(verify))).rejects.toMatchObject({ name: 'AliasExistsException' })
  await create(stage, { ...second, ForceAliasCreation: true, TemporaryPassword: 'temporary one' })
  expect(await initiate(stage, 'maria@example.com', 'temporary one')).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' })
  const former = await client.send(new AdminGetUserCommand({ UserPoolId, Username: 'usr_1' }))
  expect(former.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' })
})

test('a changed email signs in once it is verified, and the old one no more', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  const change = (UserAttributes: { Name: string; Value: string }[]) =>
    client.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }))
  await change([{ Name: 'email', Value: 'mlopez@example.com' }])
  await expect(signIn(stage, 'mlopez@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  await change([{ Name: 'email_verified', Value: 'true' }])
  await signIn(stage, 'mlopez@example.com')
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  await expect(change([{ Name: 'sub', Value: 'mine' }])).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(change([{ Name: 'custom:role', Value: 'owner' }])).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(change([{ Name: 'email', Value: 'no address' }])).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

test('passwords have 10 to 256 characters, and no others rules but Cognito’s own pattern', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  const set = (Password: string) =>
    client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  await expect(set('a'.repeat(9))).rejects.toMatchObject({ name: 'InvalidPasswordException' })
  await set('a'.repeat(10))
  await set('a'.repeat(256))
  await signIn(stage, Username, 'a'.repeat(256))
  await expect(set('a'.repeat(257))).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(set(' spaces around ')).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(create(stage, { Username: 'usr_2', TemporaryPassword: 'short' })).rejects.toMatchObject({
    name: 'InvalidPasswordException',
  })
})

test('without SUPPRESS the temporary password is mailed; RESEND makes a new one, for who has not used the first', async () => {
  const stage = await openStage()
  await create(stage, { Username: 'usr_1', UserAttributes: email('maria@example.com'), MessageAction: undefined })
  const first = /temporary password is (\w+)/u.exec(stage.mails[0]?.html ?? '')?.[1] ?? ''
  expect(stage.mails).toMatchObject([{ to: 'maria@example.com', html: expect.stringContaining('usr_1') }])
  expect(await initiate(stage, 'usr_1', first)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' })
  await create(stage, { Username: 'usr_1', MessageAction: 'RESEND' })
  await expect(initiate(stage, 'usr_1', first)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  const confirmed = await createPerson(stage, 'omar@example.com')
  const resend = create(stage, { Username: confirmed, MessageAction: 'RESEND' })
  await expect(resend).rejects.toMatchObject({ name: 'UnsupportedUserStateException' })
  await expect(create(stage, { Username: 'usr_9', MessageAction: 'RESEND' })).rejects.toMatchObject({
    name: 'UserNotFoundException',
  })
})

test('a mail that fails is reported, though the user exists', async () => {
  const stage = await openStage({ mailFails: true })
  const made = create(stage, { Username: 'usr_1', UserAttributes: email('maria@example.com'), MessageAction: undefined })
  await expect(made).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' })
  const { client, UserPoolId } = stage
  expect(await client.send(new AdminGetUserCommand({ UserPoolId, Username: 'usr_1' }))).toMatchObject({ Username: 'usr_1' })
})

test('a deleted user is gone, with the alias; the same email makes a new user with a new sub', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  const sub = async (name: string) => {
    const { UserAttributes } = await client.send(new AdminGetUserCommand({ UserPoolId, Username: name }))
    return UserAttributes?.find(({ Name }) => Name === 'sub')?.Value
  }
  const before = await sub(Username)
  await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }))
  const gone = { name: 'UserNotFoundException' }
  await expect(client.send(new AdminGetUserCommand({ UserPoolId, Username }))).rejects.toMatchObject(gone)
  await expect(client.send(new AdminDeleteUserCommand({ UserPoolId, Username }))).rejects.toMatchObject(gone)
  await expect(client.send(new AdminDisableUserCommand({ UserPoolId, Username }))).rejects.toMatchObject(gone)
  await expect(client.send(new AdminEnableUserCommand({ UserPoolId, Username }))).rejects.toMatchObject(gone)
  await createPerson(stage, 'maria@example.com')
  expect(await sub(Username)).not.toBe(before)
})

test('users are listed in pages and found by email, username or sub', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  for (const name of ['ann', 'ben', 'cid']) await createPerson(stage, `${name}@example.com`)
  const list = (input: { Filter?: string; Limit?: number; PaginationToken?: string }) =>
    client.send(new ListUsersCommand({ UserPoolId, ...input }))
  const first = await list({ Limit: 2 })
  expect(first.Users?.map(({ Username }) => Username)).toEqual(['usr_ann', 'usr_ben'])
  const second = await list({ Limit: 2, PaginationToken: first.PaginationToken })
  expect(second.Users?.map(({ Username }) => Username)).toEqual(['usr_cid'])
  expect(second.PaginationToken).toBeUndefined()
  const sub = first.Users?.[1]?.Attributes?.find(({ Name }) => Name === 'sub')?.Value
  for (const Filter of ['email = "BEN@example.com"', 'email ^= "be"', 'username = "usr_ben"', `sub = "${sub}"`]) {
    expect((await list({ Filter })).Users?.map(({ Username }) => Username)).toEqual(['usr_ben'])
  }
  expect((await list({ Filter: 'email = "nobody@example.com"' })).Users).toEqual([])
  await expect(list({ Filter: 'locale = "en"' })).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(list({ PaginationToken: 'bent' })).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

test('a struck call fails as it is told to, before anything is done', async () => {
  const stage = await openStage()
  const { client, UserPoolId, faults } = stage
  faults.set({ service: 'cognito', operation: 'AdminCreateUser', rate: 1, error: 'TooManyRequestsException', count: 1 })
  await expect(create(stage, { Username: 'usr_1' })).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    $metadata: { httpStatusCode: 400 },
  })
  await expect(client.send(new AdminGetUserCommand({ UserPoolId, Username: 'usr_1' }))).rejects.toMatchObject({
    name: 'UserNotFoundException',
  })
  faults.set({ service: 'cognito', operation: '*', rate: 1, error: 'InternalErrorException', count: 1 })
  await expect(create(stage, { Username: 'usr_1' })).rejects.toMatchObject({
    name: 'InternalErrorException',
    $metadata: { httpStatusCode: 500 },
  })
  await create(stage, { Username: 'usr_1' })
  await expect(create(stage, { Username: '' })).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

const keys = (stage: Stage) => fetch(`${stage.cognito.issuer}/.well-known/jwks.json`).then(answer => answer.text())

test('ids, key, users and sessions outlive a restart; nothing kept holds a password or refresh token', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-'))
  const state = openState(folder)
  const before = await openStage({ state })
  await createPerson(before, 'maria@example.com')
  const { AccessToken, RefreshToken } = await signIn(before, 'maria@example.com')
  const after = await openStage({ state: openState(folder) })
  expect(after.cognito).toMatchObject({ userPoolId: before.cognito.userPoolId, clientId: before.cognito.clientId })
  expect(before.cognito.userPoolId).toMatch(/^local_[A-Za-z]{9}$/u)
  expect(await keys(after)).toBe(await keys(before))
  await signIn(after, 'maria@example.com')
  const names = ['users', 'aliases', 'tokenSessions', 'refreshTokens', 'attempts', 'challenges', 'recoveryCodes']
  const kept = JSON.stringify(names.map(name => state.collection(`cognito.${name}`).all()))
  for (const secret of [password, RefreshToken, AccessToken]) expect(kept).not.toContain(secret)
})
