import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { createPerson, initiate, openStage, password, signIn, sources, verify } from './stage.ts'

test('a person signs in by email in any case, or by username, and gets tokens of 15 minutes', async () => {
  const stage = await openStage()
  const username = await createPerson(stage, 'maria@example.com')
  for (const name of ['maria@example.com', 'MARIA@Example.COM', username]) {
    const { AccessToken, ExpiresIn } = await signIn(stage, name)
    expect(ExpiresIn).toBe(900)
    expect(await verify(stage, AccessToken)).toMatchObject({ username })
  }
})

test('the access token says what Cognito says, and has no audience', async () => {
  const stage = await openStage()
  const username = await createPerson(stage, 'maria@example.com')
  const { AccessToken } = await signIn(stage, 'maria@example.com')
  const claims = await verify(stage, AccessToken)
  expect(claims).toEqual({
    sub: expect.stringMatching(/^[\da-f]{8}-[\da-f-]{27}$/u),
    username,
    client_id: stage.ClientId,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    iss: stage.cognito.issuer,
    origin_jti: expect.any(String),
    jti: expect.any(String),
    event_id: expect.any(String),
    amr: ['pwd'],
    version: 2,
    auth_time: expect.any(Number),
    iat: expect.any(Number),
    exp: (claims.iat ?? 0) + 900,
  })
  expect(claims.sub).not.toBe(username)
})

test('the ID token names client, username and verified email', async () => {
  const stage = await openStage()
  const username = await createPerson(stage, 'maria@example.com')
  const { AccessToken, IdToken } = await signIn(stage, 'maria@example.com')
  const [access, id] = [await verify(stage, AccessToken), await verify(stage, IdToken)]
  expect(id).toMatchObject({
    aud: stage.ClientId,
    'cognito:username': username,
    email: 'maria@example.com',
    email_verified: true,
    token_use: 'id',
    sub: access.sub,
    origin_jti: access.origin_jti,
  })
  expect(id.jti).not.toBe(access.jti)
})

test('an email that is not verified signs nobody in', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  const UserAttributes = [{ Name: 'email_verified', Value: 'false' }]
  await client.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }))
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  await expect(signIn(stage, Username)).resolves.toBeDefined()
})

test('a wrong password and an unknown person get the same answer', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  const refusal = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }
  await expect(signIn(stage, 'maria@example.com', 'not the password')).rejects.toMatchObject(refusal)
  await expect(signIn(stage, 'nobody@example.com', 'not the password')).rejects.toMatchObject(refusal)
})

test('a disabled user with the right password is refused, and with a wrong one learns nothing', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  await client.send(new AdminDisableUserCommand({ UserPoolId, Username }))
  await expect(signIn(stage, Username)).rejects.toMatchObject({ name: 'NotAuthorizedException', message: 'User is disabled.' })
  await expect(signIn(stage, Username, 'not the password')).rejects.toMatchObject({ message: 'Incorrect username or password.' })
})

test('after five failures a lock of one second, then two, counts nothing while it lasts; a success forgets them', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  for (let n = 0; n < 5; n += 1) await signIn(stage, 'maria@example.com', 'not the password').catch(() => {})
  const locked = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' }
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject(locked)
  stage.clock.advance(1.01)
  await expect(signIn(stage, 'maria@example.com', 'not the password')).rejects.toMatchObject({ message: /Incorrect/u })
  stage.clock.advance(1.01)
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject(locked)
  stage.clock.advance(1.01)
  await signIn(stage, 'maria@example.com')
  await expect(signIn(stage, 'maria@example.com', 'not the password')).rejects.toMatchObject({ message: /Incorrect/u })
  await expect(signIn(stage, 'maria@example.com')).resolves.toBeDefined()
})

test('a name that nobody has is locked like one that somebody has', async () => {
  const stage = await openStage()
  for (let n = 0; n < 5; n += 1) await signIn(stage, 'nobody@example.com', 'not the password').catch(() => {})
  await expect(signIn(stage, 'nobody@example.com')).rejects.toMatchObject({ message: 'Password attempts exceeded' })
})

test('a temporary password must be changed before there are tokens', async () => {
  const stage = await openStage()
  const { client, UserPoolId, ClientId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: 'temporary one', Permanent: false }))
  const challenge = await initiate(stage, 'maria@example.com', 'temporary one')
  expect(challenge).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters: { USER_ID_FOR_SRP: Username } })
  expect(challenge.AuthenticationResult).toBeUndefined()
  const answer = (NEW_PASSWORD: string) =>
    client.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: challenge.Session,
        ChallengeResponses: { USERNAME: 'maria@example.com', NEW_PASSWORD },
        ClientMetadata: { from: 'the app' },
      }),
    )
  await expect(answer('short')).rejects.toMatchObject({ name: 'InvalidPasswordException' })
  expect((await answer('my own password')).AuthenticationResult?.AccessToken).toBeDefined()
  await expect(answer('my other password')).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  expect(sources(stage).slice(-2)).toEqual(['PostAuthentication_Authentication', 'TokenGeneration_NewPasswordChallenge'])
  expect(stage.events.at(-1)?.event.request).toMatchObject({ clientMetadata: { from: 'the app' } })
  expect(await client.send(new AdminGetUserCommand({ UserPoolId, Username }))).toMatchObject({ UserStatus: 'CONFIRMED' })
  await signIn(stage, 'maria@example.com', 'my own password')
  await expect(signIn(stage, 'maria@example.com', 'temporary one')).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})

test('a temporary password is good for seven days, a challenge for three minutes', async () => {
  const stage = await openStage()
  const { client, UserPoolId, ClientId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: 'temporary one' }))
  const { Session } = await initiate(stage, Username, 'temporary one')
  stage.clock.advance(181)
  const ChallengeResponses = { USERNAME: Username, NEW_PASSWORD: 'my own password' }
  const late = new RespondToAuthChallengeCommand({
    ClientId,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session,
    ChallengeResponses,
  })
  await expect(client.send(late)).rejects.toMatchObject({ name: 'NotAuthorizedException', message: /session is expired/u })
  stage.clock.advance(7 * 24 * 3600)
  await expect(initiate(stage, Username, 'temporary one')).rejects.toMatchObject({ message: /Temporary password has expired/u })
})

test('a challenge is answered only in the name of the person it was given to', async () => {
  const stage = await openStage()
  const { client, UserPoolId, ClientId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  await createPerson(stage, 'omar@example.com')
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: 'temporary one' }))
  const { Session } = await initiate(stage, Username, 'temporary one')
  const respond = (ChallengeResponses: Record<string, string>) =>
    client.send(
      new RespondToAuthChallengeCommand({ ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session, ChallengeResponses }),
    )
  await expect(respond({ USERNAME: 'omar@example.com', NEW_PASSWORD: 'my own password' })).rejects.toMatchObject({
    name: 'NotAuthorizedException',
  })
  const attribute = { USERNAME: Username, NEW_PASSWORD: 'my own password', 'userAttributes.email': 'other@example.com' }
  await expect(respond(attribute)).rejects.toMatchObject({ message: 'A client attempted to write unauthorized attribute' })
})

test('nobody signs up, other flows are off, and an unknown client is not found', async () => {
  const stage = await openStage()
  const { client, ClientId } = stage
  const signUp = new SignUpCommand({ ClientId, Username: 'me', Password: password })
  await expect(client.send(signUp)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'SignUp is not permitted for this user pool',
  })
  for (const AuthFlow of ['USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'CUSTOM_AUTH'] as const) {
    const flow = new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters: { USERNAME: 'me', REFRESH_TOKEN: 'x' } })
    await expect(client.send(flow)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `${AuthFlow} flow not enabled for this client`,
    })
  }
  const elsewhere = new InitiateAuthCommand({ ClientId: 'other', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: {} })
  await expect(client.send(elsewhere)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  const pool = new AdminCreateUserCommand({ UserPoolId: 'local_other', Username: 'me' })
  await expect(client.send(pool)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('a challenge leads no further once an administrator has set another password', async () => {
  const stage = await openStage()
  const { client, UserPoolId, ClientId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  const reset = (Password: string) => client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password }))
  await reset('temporary one')
  const { Session } = await initiate(stage, Username, 'temporary one')
  await reset('temporary two')
  const ChallengeResponses = { USERNAME: Username, NEW_PASSWORD: 'my own password' }
  const late = new RespondToAuthChallengeCommand({
    ClientId,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session,
    ChallengeResponses,
  })
  await expect(client.send(late)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Invalid session for the user.',
  })
})

test('of many answers to one challenge, one counts', async () => {
  const stage = await openStage()
  const { client, UserPoolId, ClientId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: 'temporary one' }))
  const { Session } = await initiate(stage, Username, 'temporary one')
  const answers = Array.from({ length: 8 }, (_, n) => {
    const ChallengeResponses = { USERNAME: Username, NEW_PASSWORD: `my own password ${n}` }
    return client.send(
      new RespondToAuthChallengeCommand({ ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session, ChallengeResponses }),
    )
  })
  const all = await Promise.allSettled(answers)
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})
