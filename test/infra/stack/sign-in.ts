import { describe, expect, test } from 'vitest'
import { plain, synthesize } from './synthesized.ts'

const { resources } = plain
const pool = resources.one('AWS::Cognito::UserPool')
const client = resources.at('SignIn/Client')
const account = resources.at('SignIn/AccountClient')

describe('the user pool', () => {
  test.for<[string, object]>([
    ['is on the plan that access-token customization and passkeys need', { UserPoolTier: 'ESSENTIALS' }],
    ['lets nobody register', { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }],
    ['takes our own ids as usernames and the email as an alias', { AliasAttributes: ['email'] }],
    ['does not tell Maria from maria', { UsernameConfiguration: { CaseSensitive: false } }],
    [
      'takes a changed email only after it proved itself',
      { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } },
    ],
    [
      'recovers an account by the verified email only',
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] } },
    ],
    [
      'offers an authenticator app to whoever wants one, and never SMS',
      { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
    ],
    ['verifies who holds a passkey', { WebAuthnUserVerification: 'required' }],
    [
      'sends its mail through SES, from the verified domain',
      {
        EmailConfiguration: {
          EmailSendingAccount: 'DEVELOPER',
          From: 'Roster <roster@example.com>',
          SourceArn: 'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/example.com',
          ConfigurationSet: 'Mail/ConfigurationSet',
        },
      },
    ],
  ])('%s', ([, expected]) => expect(pool.properties).toMatchObject(expected))

  test('asks for length and for nothing else, and gives a temporary password seven days', () => {
    expect(pool.properties.Policies).toEqual({
      PasswordPolicy: {
        MinimumLength: 10,
        RequireLowercase: false,
        RequireUppercase: false,
        RequireNumbers: false,
        RequireSymbols: false,
        TemporaryPasswordValidityDays: 7,
      },
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
    })
  })

  test('has no email as the username, remembers no devices and sends no SMS', () => {
    for (const name of ['UsernameAttributes', 'DeviceConfiguration', 'SmsConfiguration'])
      expect(pool.properties).not.toHaveProperty(name)
  })

  test('calls the triggers that are declared, with the second version before tokens', () => {
    expect(pool.properties.LambdaConfig).toEqual({
      PreSignUp: 'PreSignUp/Function.Arn',
      PostAuthentication: 'PostAuthentication/Function.Arn',
      PostConfirmation: 'PostConfirmation/Function.Arn',
      CustomMessage: 'CustomMessage/Function.Arn',
      PreTokenGenerationConfig: { LambdaArn: 'PreTokenGeneration/Function.Arn', LambdaVersion: 'V2_0' },
    })
  })
})

describe('the app client', () => {
  test('allows the authorization code, and no way to sign in beside the hosted login', () => {
    expect(client.properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
    })
    // Custom authentication can't succeed, since the pool has no trigger for it; what it would be without is SRP.
    expect(client.properties.ExplicitAuthFlows).toEqual(['ALLOW_CUSTOM_AUTH'])
    expect(JSON.stringify(pool.properties.LambdaConfig)).not.toMatch(/AuthChallenge/)
  })

  test('asks for three scopes, of which none reaches the own Cognito user', () => {
    expect(client.properties.AllowedOAuthScopes).toEqual(['openid', 'email', 'profile'])
  })

  test('gives tokens of fifteen minutes, and rotates the refresh token of thirty days', () => {
    expect(client.properties).toMatchObject({
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      RefreshTokenValidity: 30 * 24 * 60,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      EnableTokenRevocation: true,
    })
  })

  test('never tells whether somebody exists', () => expect(client.properties.PreventUserExistenceErrors).toBe('ENABLED'))

  test('reads the email and writes nothing that means anything', () => {
    expect(client.properties).toMatchObject({ ReadAttributes: ['email', 'email_verified'], WriteAttributes: ['locale'] })
  })

  test('returns to the pages and to what the settings name, exactly', () => {
    const { resources: given } = synthesize({ settings: { callbackUrls: ['https://app.example.com/callback'] } })
    expect(given.at('SignIn/Client').properties).toMatchObject({
      CallbackURLs: ['Api/Http.ApiEndpoint/', 'Api/Http.ApiEndpoint/accept', 'https://app.example.com/callback'],
      LogoutURLs: ['Api/Http.ApiEndpoint/'],
    })
  })
})

describe('sessions', () => {
  test('are tracked, so that they can be listed and ended', () => {
    expect(resources.one('AWS::Cognito::UserPoolSessionConfigurationAttachment').properties).toEqual({
      UserPoolId: 'SignIn/Pool',
      UserSessionTracking: 'ENABLED',
      TokenSession: { MaxPerUser: 20 },
    })
  })

  test('are switched on by types that are newer than the CDK, the only ones that its validation does not know', () => {
    expect([...new Set(plain.accepted)].toSorted()).toEqual([
      "Unknown resource type 'AWS::Cognito::UserPoolClientSessionConfigurationAttachment'",
      "Unknown resource type 'AWS::Cognito::UserPoolSessionConfigurationAttachment'",
    ])
  })

  test('are never gone on with by the hosted page’s cookie alone', () => {
    const attached = resources.of('AWS::Cognito::UserPoolClientSessionConfigurationAttachment')
    expect(attached.map(({ properties }) => properties)).toEqual(
      ['SignIn/Client', 'SignIn/AccountClient'].map(ClientId => ({
        UserPoolId: 'SignIn/Pool',
        ClientId,
        SSOSession: { MaxValidityMinutes: 0 },
      })),
    )
  })
})

describe('the client for the own account', () => {
  test('signs in by the hosted login alone, comes back to the home page alone, and reaches the own Cognito user', () => {
    expect(account.properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'aws.cognito.signin.user.admin'],
      CallbackURLs: ['Api/Http.ApiEndpoint/'],
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    })
  })

  test('writes nothing that means anything, and its tokens end soon', () => {
    expect(account.properties).toMatchObject({
      ReadAttributes: ['email', 'email_verified'],
      WriteAttributes: ['locale'],
      AccessTokenValidity: 15,
      RefreshTokenValidity: 60,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
      EnableTokenRevocation: true,
    })
  })

  test('opens none of our routes: the authorizer knows the other one only', () => {
    for (const { properties } of resources.of('AWS::ApiGatewayV2::Authorizer'))
      expect(JSON.stringify(properties)).not.toContain('AccountClient')
  })
})

test('the hosted login is the managed one, with a style, at a domain of the stage and account', () => {
  expect(resources.one('AWS::Cognito::UserPoolDomain').properties).toMatchObject({
    Domain: 'roster-test-AWS::AccountId',
    ManagedLoginVersion: 2,
  })
  const styles = resources.of('AWS::Cognito::ManagedLoginBranding').map(({ properties }) => properties)
  expect(styles).toMatchObject(
    ['SignIn/Client', 'SignIn/AccountClient'].map(ClientId => ({ ClientId, UseCognitoProvidedValues: true })),
  )
})
