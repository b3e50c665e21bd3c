import { Duration } from 'aws-cdk-lib'
import {
  ClientAttributes,
  OAuthScope,
  type UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'

/**
 * The client by which somebody signs in once more to set up an authenticator app: Cognito gives its secret to nobody but the person, by an
 * access token of this scope. No API of ours takes its tokens, they end soon, and no attribute that means anything can be written with them.
 * With the scope a person can also delete the own Cognito user, which the scope of the other client keeps out of every ordinary session.
 */
export const newAccountClient = (scope: Construct, id: string, userPool: UserPool, apiUrl: string): UserPoolClient =>
  new UserPoolClient(scope, id, {
    userPool,
    generateSecret: false,
    // As for the other client: none would mean SRP.
    authFlows: { custom: true },
    oAuth: {
      flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
      scopes: [OAuthScope.OPENID, OAuthScope.COGNITO_ADMIN],
      callbackUrls: [`${apiUrl}/`],
    },
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    // The least that Cognito takes; nobody refreshes them.
    refreshTokenValidity: Duration.hours(1),
    refreshTokenRotationGracePeriod: Duration.seconds(0),
    readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
    // Cognito wants at least one, and nothing reads the locale.
    writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
  })
