import { AdminCreateUserCommand, AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { createPerson, openStage, type Stage, signIn, sources, verify } from './stage.ts'

const override = (details: Record<string, unknown>) => () => ({ response: { claimsAndScopeOverrideDetails: details } })

test('pre sign-up sees who an administrator makes, and can refuse before the user exists', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  stage.triggers.PreSignUp = () => {
    throw new Error('Not through Roster')
  }
  const UserAttributes = [{ Name: 'email', Value: 'maria@example.com' }]
  const input = {
    UserPoolId,
    Username: 'usr_1',
    UserAttributes,
    ValidationData: [{ Name: 'by', Value: 'us' }],
    ClientMetadata: { a: 'b' },
  }
  await expect(client.send(new AdminCreateUserCommand(input))).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message: 'PreSignUp failed with error Not through Roster.',
  })
  expect(stage.events).toEqual([
    {
      name: 'PreSignUp',
      event: {
        version: '1',
        triggerSource: 'PreSignUp_AdminCreateUser',
        region: 'local',
        userPoolId: UserPoolId,
        userName: 'usr_1',
        callerContext: { awsSdkVersion: expect.any(String), clientId: 'CLIENT_ID_NOT_APPLICABLE' },
        request: { userAttributes: { email: 'maria@example.com' }, validationData: { by: 'us' }, clientMetadata: { a: 'b' } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    },
  ])
  await expect(client.send(new AdminGetUserCommand({ UserPoolId, Username: 'usr_1' }))).rejects.toMatchObject({
    name: 'UserNotFoundException',
  })
})

test('after the password come post authentication and pre token generation, in version 2', async () => {
  const stage = await openStage()
  const userName = await createPerson(stage, 'maria@example.com')
  stage.events.length = 0
  await signIn(stage, 'maria@example.com')
  const userAttributes = {
    sub: expect.any(String),
    email: 'maria@example.com',
    email_verified: 'true',
    'cognito:user_status': 'CONFIRMED',
  }
  expect(sources(stage)).toEqual(['PostAuthentication_Authentication', 'TokenGeneration_Authentication'])
  expect(stage.events[0]?.event).toMatchObject({ version: '1', userName, request: { userAttributes, newDeviceUsed: false } })
  expect(stage.events[1]?.event).toMatchObject({
    version: '2',
    callerContext: { clientId: stage.ClientId },
    request: {
      userAttributes,
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      scopes: ['aws.cognito.signin.user.admin'],
    },
    response: { claimsAndScopeOverrideDetails: null },
  })
})

test('a wrong password calls no trigger', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  stage.events.length = 0
  await signIn(stage, 'maria@example.com', 'not the password').catch(() => {})
  expect(stage.events).toEqual([])
})

test('post authentication refuses with its own words', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  stage.triggers.PostAuthentication = () => {
    throw new Error('Your account is suspended')
  }
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message: 'PostAuthentication failed with error Your account is suspended.',
  })
  expect(sources(stage)).not.toContain('TokenGeneration_Authentication')
})

async function claimsWith(details: Record<string, unknown>, prepare: (stage: Stage) => void = () => {}) {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  stage.triggers.PreTokenGeneration = override(details)
  prepare(stage)
  const { AccessToken, IdToken } = await signIn(stage, 'maria@example.com')
  return { stage, access: await verify(stage, AccessToken), id: await verify(stage, IdToken) }
}

test('the trigger adds, overrides and suppresses claims, each in the token it names', async () => {
  const { access, id } = await claimsWith({
    accessTokenGeneration: {
      claimsToAddOrOverride: { org_id: 'org_1', org_permissions: ['users:read'], nested: { deep: 1 } },
      scopesToAdd: ['roster/read', 'roster/read'],
      scopesToSuppress: [],
    },
    idTokenGeneration: {
      claimsToAddOrOverride: { org_id: 'org_2', email: 'shown@example.com' },
      claimsToSuppress: ['email_verified'],
    },
    groupOverrideDetails: {
      groupsToOverride: ['rol_owner'],
      iamRolesToOverride: ['arn:aws:iam::1:role/a'],
      preferredRole: 'arn:aws:iam::1:role/a',
    },
  })
  expect(access).toMatchObject({
    org_id: 'org_1',
    org_permissions: ['users:read'],
    nested: { deep: 1 },
    'cognito:groups': ['rol_owner'],
  })
  expect(access.scope).toBe('aws.cognito.signin.user.admin roster/read')
  expect(id).toMatchObject({ org_id: 'org_2', email: 'shown@example.com', 'cognito:groups': ['rol_owner'] })
  expect(id).toMatchObject({ 'cognito:roles': ['arn:aws:iam::1:role/a'], 'cognito:preferred_role': 'arn:aws:iam::1:role/a' })
  expect(id).not.toHaveProperty('email_verified')
  expect(access).not.toHaveProperty('email')
})

test('what AWS reserves stays as it is, and Cognito’s own scopes can’t be added', async () => {
  const mine = Object.fromEntries(
    'sub iss exp iat auth_time jti origin_jti token_use amr nbf username client_id event_id scope version cognito:username identities aud'
      .split(' ')
      .map(name => [name, 'forged']),
  )
  const names = Object.keys(mine)
  const { access, id } = await claimsWith({
    accessTokenGeneration: {
      claimsToAddOrOverride: mine,
      claimsToSuppress: names,
      scopesToAdd: ['aws.cognito.other', 'two words'],
    },
    idTokenGeneration: { claimsToAddOrOverride: { ...mine, username: undefined }, claimsToSuppress: names },
  })
  expect(Object.values(access)).not.toContain('forged')
  for (const name of 'sub iss exp iat jti origin_jti token_use username client_id event_id'.split(' '))
    expect(access).toHaveProperty(name)
  for (const name of 'sub iss exp iat aud cognito:username token_use'.split(' ')) expect(id).toHaveProperty([name])
  expect(access.scope).toBe('aws.cognito.signin.user.admin')
})

test('an audience can be put into the access token only if it is the client itself', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  stage.triggers.PreTokenGeneration = override({ accessTokenGeneration: { claimsToAddOrOverride: { aud: stage.ClientId } } })
  const { AccessToken } = await signIn(stage, 'maria@example.com')
  expect(await verify(stage, AccessToken)).toMatchObject({ aud: stage.ClientId })
})

test('an answer that Cognito can’t read ends the sign-in', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  const unreadable = { name: 'InvalidLambdaResponseException' }
  stage.triggers.PreTokenGeneration = override({ accessTokenGeneration: { scopesToAdd: 'not a list' } })
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject(unreadable)
  stage.triggers.PreTokenGeneration = () => ({ response: 'not an object' })
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject(unreadable)
})
