import { Duration } from 'aws-cdk-lib'
import {
  CfnManagedLoginBranding,
  ClientAttributes,
  type IUserPoolIdentityProvider,
  OAuthScope,
  type UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'
import type { Stage } from '../stage.ts'

/** T6: a role or site that was changed reaches the product's tokens no later than this. */
const accessTokenValidity = Duration.minutes(15)

type Props = { userPool: UserPool; providers: IUserPoolIdentityProvider[]; stage: Stage; apiUrl: string }

/**
 * The client that browsers and the product sign people in with: public, so PKCE instead of a secret, and only through the hosted
 * login.
 *
 * Its flows are the ones outside of it. Naming none makes Cognito allow SRP; `ALLOW_REFRESH_TOKEN_AUTH` excludes rotation of refresh
 * tokens ("Refresh tokens", Amazon Cognito Developer Guide); `ALLOW_USER_AUTH` would bring password and SRP back, with tokens of the
 * scope `aws.cognito.signin.user.admin`. What is left is custom authentication, which can't succeed: the pool has no trigger for it.
 */
export function newLoginClient(scope: Construct, id: string, { userPool, providers, stage, apiUrl }: Props): UserPoolClient {
  const client = new UserPoolClient(scope, id, {
    userPool,
    generateSecret: false,
    authFlows: { custom: true },
    oAuth: {
      flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
      // Never COGNITO_ADMIN, which CDK adds by itself: with it a person could delete or change the Cognito user behind Roster's back.
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: [`${apiUrl}/`, `${apiUrl}/accept`, ...(stage.callbackUrls ?? [])],
      logoutUrls: [`${apiUrl}/`],
    },
    supportedIdentityProviders: [
      UserPoolClientIdentityProvider.COGNITO,
      ...providers.map(({ providerName }) => UserPoolClientIdentityProvider.custom(providerName)),
    ],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity,
    idTokenValidity: accessTokenValidity,
    refreshTokenValidity: Duration.days(30),
    refreshTokenRotationGracePeriod: Duration.seconds(60),
    readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
    // Cognito wants at least one, and nothing reads the locale: the names that count are in Roster's table.
    writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
  })
  // By name alone CloudFormation would not know that they come first.
  client.node.addDependency(...providers)
  return client
}

/** Without a style of its own a client's managed login shows nothing. */
export const addStyle = (scope: Construct, id: string, pool: UserPool, client: UserPoolClient): CfnManagedLoginBranding =>
  new CfnManagedLoginBranding(scope, id, {
    userPoolId: pool.userPoolId,
    clientId: client.userPoolClientId,
    useCognitoProvidedValues: true,
  })
