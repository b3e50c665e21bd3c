import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
  AdminUserGlobalSignOutCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  ListUserSessionsCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { createPerson, openStage, type Stage, signIn, sources, verify } from './stage.ts'

const refresh = ({ client, ClientId }: Stage, RefreshToken = '') =>
  client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }))

const whoAmI = ({ client }: Stage, AccessToken: string) => client.send(new GetUserCommand({ AccessToken }))

async function openSession() {
  const stage = await openStage()
  const Username = await createPerson(stage, 'maria@example.com')
  return { stage, Username, tokens: await signIn(stage, 'maria@example.com') }
}

test('a refresh gives new tokens of the same session, and asks the trigger anew', async () => {
  const { stage, tokens } = await openSession()
  stage.clock.advance(1000)
  const { AuthenticationResult: next } = await refresh(stage, tokens.RefreshToken)
  expect(sources(stage).at(-1)).toBe('TokenGeneration_RefreshTokens')
  expect(next?.RefreshToken).not.toBe(tokens.RefreshToken)
  stage.clock.advance(-1000)
  const before = await verify(stage, tokens.AccessToken)
  stage.clock.advance(1000)
  const after = await verify(stage, next?.AccessToken ?? '')
  expect(after).toMatchObject({ origin_jti: before.origin_jti, auth_time: before.auth_time, scope: before.scope })
  expect(after.jti).not.toBe(before.jti)
})

test('a refresh token works once, also when it is used many times at once, and its successor stays good', async () => {
  const { stage, tokens } = await openSession()
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => refresh(stage, tokens.RefreshToken)))
  const won = all.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  expect(won).toHaveLength(1)
  for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ name: 'RefreshTokenReuseException' })
  await refresh(stage, won[0]?.AuthenticationResult?.RefreshToken)
})

test('a refresh token ends 30 days after the sign-in, rotated or not', async () => {
  const { stage, tokens } = await openSession()
  stage.clock.advance(29 * 24 * 3600)
  const { AuthenticationResult: next } = await refresh(stage, tokens.RefreshToken)
  stage.clock.advance(24 * 3600 + 1)
  await expect(refresh(stage, next?.RefreshToken)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Refresh Token has expired',
  })
  await expect(refresh(stage, 'made-up')).rejects.toMatchObject({ message: 'Invalid Refresh Token' })
})

test('a trigger that refuses the refresh leaves the refresh token as it was', async () => {
  const { stage, tokens } = await openSession()
  stage.triggers.PreTokenGeneration = () => {
    throw new Error('No active membership')
  }
  await expect(refresh(stage, tokens.RefreshToken)).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message: 'PreTokenGeneration failed with error No active membership.',
  })
  delete stage.triggers.PreTokenGeneration
  await refresh(stage, tokens.RefreshToken)
})

test('global sign-out, by the person or an administrator, ends refresh and own API, while the JWT still verifies', async () => {
  const { stage, Username, tokens } = await openSession()
  const { client, UserPoolId } = stage
  const other = await signIn(stage, 'maria@example.com')
  await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }))
  for (const { AccessToken, RefreshToken } of [tokens, other]) {
    await expect(refresh(stage, RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' })
    await expect(whoAmI(stage, AccessToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    })
    await verify(stage, AccessToken)
  }
  const again = await signIn(stage, 'maria@example.com')
  await whoAmI(stage, again.AccessToken)
  await client.send(new GlobalSignOutCommand({ AccessToken: again.AccessToken }))
  await expect(whoAmI(stage, again.AccessToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})

test('a disabled user can’t refresh; enabled again, the refresh token works and the old access token does not', async () => {
  const { stage, Username, tokens } = await openSession()
  const { client, UserPoolId } = stage
  await client.send(new AdminDisableUserCommand({ UserPoolId, Username }))
  await expect(refresh(stage, tokens.RefreshToken)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'User is disabled.',
  })
  await expect(whoAmI(stage, tokens.AccessToken)).rejects.toMatchObject({ message: 'User is disabled.' })
  await client.send(new AdminEnableUserCommand({ UserPoolId, Username }))
  await expect(whoAmI(stage, tokens.AccessToken)).rejects.toMatchObject({ message: 'Access Token has been revoked' })
  await refresh(stage, tokens.RefreshToken)
})

test('who is disabled while a trigger still runs gets no tokens', async () => {
  const { stage, Username } = await openSession()
  const { client, UserPoolId } = stage
  stage.triggers.PreTokenGeneration = async event => {
    await client.send(new AdminDisableUserCommand({ UserPoolId, Username }))
    return event
  }
  await expect(signIn(stage, Username)).rejects.toMatchObject({ message: 'User is disabled.' })
})

test('who is disabled while the refresh trigger runs gets no new tokens', async () => {
  const { stage, Username, tokens } = await openSession()
  const { client, UserPoolId } = stage
  stage.triggers.PreTokenGeneration = async event => {
    await client.send(new AdminDisableUserCommand({ UserPoolId, Username }))
    return event
  }
  await expect(refresh(stage, tokens.RefreshToken)).rejects.toMatchObject({ message: 'User is disabled.' })
})

test('a revoked refresh token ends its session only; revoking again says nothing; access tokens can’t be revoked', async () => {
  const { stage, tokens } = await openSession()
  const { client, ClientId } = stage
  const other = await signIn(stage, 'maria@example.com')
  const revoke = (Token: string) => client.send(new RevokeTokenCommand({ ClientId, Token }))
  await revoke(tokens.RefreshToken)
  await revoke(tokens.RefreshToken)
  await expect(refresh(stage, tokens.RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  await expect(whoAmI(stage, tokens.AccessToken)).rejects.toMatchObject({ message: 'Access Token has been revoked' })
  await refresh(stage, other.RefreshToken)
  await expect(revoke(other.AccessToken)).rejects.toMatchObject({ name: 'UnsupportedTokenTypeException' })
})

test('Cognito’s own API takes only a live access token that it made for it', async () => {
  const { stage, tokens } = await openSession()
  await expect(whoAmI(stage, tokens.IdToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  await expect(whoAmI(stage, `${tokens.AccessToken.slice(0, -8)}AAAAAAAA`)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
  })
  stage.clock.advance(901)
  await expect(whoAmI(stage, tokens.AccessToken)).rejects.toMatchObject({ message: 'Access Token has expired' })
})

test('an administrator sees the sessions and ends one of them', async () => {
  const { stage, Username, tokens } = await openSession()
  const { client, UserPoolId } = stage
  stage.clock.advance(60)
  await signIn(stage, 'maria@example.com')
  const list = async () => (await client.send(new AdminListUserSessionsCommand({ UserPoolId, Username }))).Sessions ?? []
  const [newest, oldest] = await list()
  expect(newest).toMatchObject({
    SessionId: expect.stringMatching(/^tkn[a-z0-9]{25}$/u),
    SessionType: 'TOKEN',
    ClientId: stage.ClientId,
    LastIPAddress: '127.0.0.1',
    IsCurrentSession: false,
    CreateDate: expect.any(Date),
  })
  const revoke = (SessionId?: string, owner = Username) =>
    client.send(new AdminRevokeUserSessionCommand({ UserPoolId, Username: owner, SessionId }))
  const stranger = await createPerson(stage, 'omar@example.com')
  await expect(revoke(oldest?.SessionId, stranger)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await revoke(oldest?.SessionId)
  await expect(revoke(oldest?.SessionId)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(revoke('not a session')).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(refresh(stage, tokens.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' })
  expect(await list()).toEqual([newest])
})

// API_ListUserSessions
test('who asks with an access token is told which session it belongs to, as long as it is not revoked', async () => {
  const { stage, tokens } = await openSession()
  const other = await signIn(stage, 'maria@example.com')
  const currentOf = async ({ AccessToken }: { AccessToken: string }) => {
    const { Sessions = [] } = await stage.client.send(new ListUserSessionsCommand({ AccessToken }))
    expect(Sessions).toHaveLength(2)
    const current = Sessions.filter(({ IsCurrentSession }) => IsCurrentSession)
    expect(current).toHaveLength(1)
    return current[0]?.SessionId
  }
  const [one, two] = [await currentOf(tokens), await currentOf(other)]
  expect(one).toMatch(/^tkn[a-z0-9]{25}$/u)
  expect(two).not.toBe(one)
  const { client, UserPoolId } = stage
  await client.send(new AdminRevokeUserSessionCommand({ UserPoolId, Username: 'usr_maria', SessionId: two }))
  await expect(currentOf(other)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})

// API_AdminRevokeUserSession: access tokens of the session, too
test('with a session its access tokens end for Cognito’s own API, while those of another go on', async () => {
  const { stage, Username, tokens } = await openSession()
  const { client, UserPoolId } = stage
  const list = async () => (await client.send(new AdminListUserSessionsCommand({ UserPoolId, Username }))).Sessions ?? []
  const [first] = await list()
  const other = await signIn(stage, 'maria@example.com')
  await client.send(new AdminRevokeUserSessionCommand({ UserPoolId, Username, SessionId: first?.SessionId }))
  await expect(whoAmI(stage, tokens.AccessToken)).rejects.toMatchObject({ message: 'Access Token has been revoked' })
  await whoAmI(stage, other.AccessToken)
})

// API_UserPoolTokenSessionConfigType
test('the twenty-first sign-in ends the session that was least recently used', async () => {
  const { stage, Username, tokens } = await openSession()
  const all = [tokens]
  while (all.length < 20) all.push(await signIn(stage, 'maria@example.com'))
  stage.clock.advance(60)
  const { AuthenticationResult: kept } = await refresh(stage, tokens.RefreshToken)
  await signIn(stage, 'maria@example.com')
  const { client, UserPoolId } = stage
  const { Sessions } = await client.send(new AdminListUserSessionsCommand({ UserPoolId, Username }))
  expect(Sessions).toHaveLength(20)
  await expect(refresh(stage, all[1]?.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' })
  await refresh(stage, kept?.RefreshToken)
  await refresh(stage, all[2]?.RefreshToken)
})
