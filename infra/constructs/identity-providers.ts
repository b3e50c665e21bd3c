import {
  type IUserPoolIdentityProvider,
  type UserPool,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from 'aws-cdk-lib/aws-cognito'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { IdentityProviderSettings } from '../../shared/settings.ts'

/**
 * L7: the companies that sign their own people in. None of what they say is mapped into the user pool: an attribute that is would have to
 * be writable by the client, and would overwrite the email by which a person signs in with a password. The inbound trigger reads it instead.
 */
export const addProviders = (
  scope: Construct,
  userPool: UserPool,
  providers: IdentityProviderSettings[],
): IUserPoolIdentityProvider[] => providers.map(provider => newProvider(scope, userPool, provider))

function newProvider(
  scope: Construct,
  userPool: UserPool,
  { name, saml, oidc }: IdentityProviderSettings,
): IUserPoolIdentityProvider {
  const id = `Provider-${name}`
  if (oidc) {
    const { issuer: issuerUrl, clientId, clientSecretName, scopes = ['openid', 'email', 'profile'] } = oidc
    // A reference that CloudFormation resolves: the secret stands in no template.
    const clientSecret = Secret.fromSecretNameV2(scope, `${id}-Secret`, clientSecretName).secretValue.unsafeUnwrap()
    return new UserPoolIdentityProviderOidc(scope, id, { userPool, name, issuerUrl, clientId, clientSecret, scopes })
  }
  if (!saml) throw new Error(`The identity provider ${name} is neither saml nor oidc.`)
  const metadata =
    'metadataUrl' in saml
      ? UserPoolIdentityProviderSamlMetadata.url(saml.metadataUrl)
      : UserPoolIdentityProviderSamlMetadata.file(saml.metadata)
  return new UserPoolIdentityProviderSaml(scope, id, { userPool, name, metadata })
}
