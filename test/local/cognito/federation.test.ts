import {
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminSetUserPasswordCommand,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { createPerson, openStage, password, type Stage, signIn, sources, verify } from './stage.ts'

const arrive = ({ cognito }: Stage, groups = ['engineers']) => cognito.federatedSignIn({ email: 'Maria@corp.example', groups })

test('a first sign-in makes a profile named after provider and subject', async () => {
  const stage = await openStage()
  const tokens = await arrive(stage)
  expect(sources(stage)).toEqual([
    'InboundFederation_ExternalProvider',
    'PreSignUp_ExternalProvider',
    'PostConfirmation_ConfirmSignUp',
    'TokenGeneration_HostedAuth',
  ])
  const access = await verify(stage, tokens.accessToken)
  const subject = String(access.username).replace('Provider_', '')
  expect(access).toMatchObject({ scope: 'openid email profile', 'cognito:groups': [`${stage.UserPoolId}_Provider`] })
  expect(await verify(stage, tokens.idToken)).toMatchObject({
    email: 'Maria@corp.example',
    email_verified: false,
    'cognito:username': `Provider_${subject}`,
    identities: [{ userId: subject, providerName: 'Provider', providerType: 'SAML' }],
  })
  const { client, UserPoolId } = stage
  const profile = await client.send(new AdminGetUserCommand({ UserPoolId, Username: `Provider_${subject}` }))
  expect(profile).toMatchObject({ UserStatus: 'EXTERNAL_PROVIDER', Enabled: true })
})

test('later sign-ins are of the same user, with the groups of the day', async () => {
  const stage = await openStage()
  const first = await verify(stage, (await arrive(stage)).accessToken)
  stage.events.length = 0
  const second = await verify(stage, (await arrive(stage, ['managers', 'R&D, east'])).accessToken)
  expect(second).toMatchObject({ sub: first.sub, username: first.username })
  expect(sources(stage)).toEqual([
    'InboundFederation_ExternalProvider',
    'PostAuthentication_Authentication',
    'TokenGeneration_HostedAuth',
  ])
  const groups = 'managers,R%26D%2C%20east'
  expect(stage.events[0]?.event.request).toMatchObject({ providerName: 'Provider', attributes: { samlResponse: { groups } } })
  expect(stage.events.at(-1)?.event.request).toMatchObject({ userAttributes: { 'custom:groups': groups } })
})

test('the inbound trigger decides what is kept', async () => {
  const stage = await openStage()
  stage.triggers.InboundFederation = () => ({
    response: { userAttributesToMap: { email: 'maria@example.com', email_verified: 'true' } },
  })
  const id = await verify(stage, (await arrive(stage)).idToken)
  expect(id).toMatchObject({ email: 'maria@example.com', email_verified: true })
  expect(id).not.toHaveProperty('custom:groups')
})

test('pre sign-up keeps out who is not welcome, and nothing of them stays', async () => {
  const stage = await openStage()
  stage.triggers.PreSignUp = () => {
    throw new Error('You have not been invited')
  }
  for (let n = 0; n < 2; n += 1) {
    await expect(arrive(stage)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error You have not been invited.',
    })
    expect(sources(stage).at(-1)).toBe('PreSignUp_ExternalProvider')
  }
})

test('an identity that pre sign-up links signs in as the local user', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const username = await createPerson(stage, 'maria@example.com')
  stage.triggers.PreSignUp = async event => {
    const subject = String(event.userName).replace('Provider_', '')
    const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: username }
    const SourceUser = { ProviderName: 'Provider', ProviderAttributeName: 'Cognito_Subject', ProviderAttributeValue: subject }
    await client.send(new AdminLinkProviderForUserCommand({ UserPoolId, DestinationUser, SourceUser }))
    return event
  }
  for (let n = 0; n < 2; n += 1) {
    const { idToken } = await arrive(stage)
    expect(await verify(stage, idToken)).toMatchObject({
      'cognito:username': username,
      email: 'maria@example.com',
      identities: [{ providerName: 'Provider' }],
    })
  }
  const own = await verify(stage, (await signIn(stage, username)).AccessToken)
  expect(own.username).toBe(username)
})

test('a disabled federated user is refused, at sign-in and at refresh; none has a password', async () => {
  const stage = await openStage()
  const { client, UserPoolId, ClientId } = stage
  const tokens = await arrive(stage)
  const { username: Username } = await verify(stage, tokens.accessToken)
  await expect(signIn(stage, String(Username))).rejects.toMatchObject({ message: 'Incorrect username or password.' })
  await client.send(new AdminDisableUserCommand({ UserPoolId, Username: String(Username) }))
  await expect(arrive(stage)).rejects.toMatchObject({ message: 'User is disabled.' })
  const refresh = new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: tokens.refreshToken })
  await expect(client.send(refresh)).rejects.toMatchObject({ message: 'User is disabled.' })
})

// API_AdminSetUserPassword
test('a password confirms a federated user, who signs in with it, and through the provider as before', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const before = await verify(stage, (await arrive(stage)).accessToken)
  const Username = String(before.username)
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: password, Permanent: true }))
  expect(await client.send(new AdminGetUserCommand({ UserPoolId, Username }))).toMatchObject({ UserStatus: 'CONFIRMED' })
  expect(await verify(stage, (await signIn(stage, Username)).AccessToken)).toMatchObject({ sub: before.sub })
  expect(await verify(stage, (await arrive(stage)).accessToken)).toMatchObject({ sub: before.sub })
})
