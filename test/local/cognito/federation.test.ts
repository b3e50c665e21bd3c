import {
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminSetUserPasswordCommand,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { atCallback, authorizeUrl, exchange, openBrowser } from './browser.ts'
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

const okta = { name: 'Okta', kind: 'oidc' as const, emailAttribute: 'upn', groupsAttribute: 'roles', domains: [] }
const providers = { names: () => ['Okta', 'Provider'], speakingFor: (name: string) => ({ ...okta, name }) }

test('"Inbound federation Lambda trigger": of OIDC come the claims of the ID token, under the provider’s own names', async () => {
  const stage = await openStage({ providers })
  await stage.cognito.federatedSignIn({ email: 'maria@corp.example', groups: ['a, b', 'c'], provider: 'Okta' })
  const { userName, request } = stage.events[0]?.event ?? {}
  expect(userName).toMatch(/^Okta_\w+$/)
  expect(request).toMatchObject({
    providerName: 'Okta',
    providerType: 'OIDC',
    attributes: { idToken: { sub: String(userName).slice(5), upn: 'maria@corp.example', roles: 'a%2C%20b,c' } },
  })
})

test('"API_AdminLinkProviderForUser": a user has five at most, each is one user’s, and a profile that is there is none', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const link = (Username: string, subject: string) => {
    const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: Username }
    const SourceUser = { ProviderName: 'Provider', ProviderAttributeName: 'Cognito_Subject', ProviderAttributeValue: subject }
    return client.send(new AdminLinkProviderForUserCommand({ UserPoolId, DestinationUser, SourceUser }))
  }
  const [maria, other] = [await createPerson(stage, 'maria@example.com'), await createPerson(stage, 'other@example.com')]
  for (const subject of ['1', '2', '3', '4', '5', '5']) await link(maria, subject)
  await expect(link(maria, '6')).rejects.toMatchObject({ name: 'LimitExceededException' })
  await expect(link(other, '1')).rejects.toMatchObject({ name: 'AliasExistsException' })
  const { accessToken } = await arrive(stage)
  const subject = String((await verify(stage, accessToken)).username).replace('Provider_', '')
  await expect(link(other, subject)).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

test('"Authorize endpoint": the login page leads to each provider, and so does the app that names one', async () => {
  const stage = await openStage({ providers })
  const browser = openBrowser(stage)
  const login = await browser.load(authorizeUrl(stage))
  const [, there = ''] = /href="(\/provider[^"]*identity_provider=Okta[^"]*)"/u.exec(login.text) ?? []
  const named = await browser.load(authorizeUrl(stage, { identity_provider: 'Okta' }))
  for (const form of [await browser.load(new URL(there.replaceAll('&amp;', '&'), login.url).href), named])
    expect(form).toMatchObject({ status: 200, heading: 'Sign in at Okta' })
  const { code = '', state } = atCallback(await browser.submit(named, { email: 'maria@corp.example', groups: 'a, b' }))
  expect(state).toBe('my state')
  const { body } = await exchange(stage, { code })
  expect(await verify(stage, body.access_token ?? '')).toMatchObject({
    'cognito:groups': [`${stage.UserPoolId}_Okta`],
    amr: ['fed'],
  })
  stage.triggers.InboundFederation = () => {
    throw new Error('Nobody invited you')
  }
  const refused = await browser.submit(named, { email: 'maria@corp.example', groups: '' })
  expect(refused).toMatchObject({ status: 400, alert: 'Nobody invited you' })
  expect((await browser.load(authorizeUrl(stage, { identity_provider: 'Unheard' }))).heading).toBe('Sign in')
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
