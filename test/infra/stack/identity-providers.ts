import { describe, expect, test } from 'vitest'
import { inboundFederation, preSignUp } from '../../../shared/routes/background.ts'
import { deployed } from './deployed.ts'
import { text } from './resources.ts'
import { federated, plain } from './synthesized.ts'

const { resources } = federated
const okta = resources.at('SignIn/Provider-Okta').properties
const entra = resources.at('SignIn/Provider-Entra').properties
const lumen = resources.at('SignIn/Provider-Lumen').properties

describe('L7: an identity provider of the settings', () => {
  test('by SAML has its metadata by URL or as they are', () => {
    expect(okta).toMatchObject({
      ProviderType: 'SAML',
      ProviderName: 'Okta',
      ProviderDetails: { MetadataURL: 'https://acme.okta.example/metadata' },
    })
    expect(lumen.ProviderDetails).toMatchObject({ MetadataFile: '<EntityDescriptor></EntityDescriptor>' })
  })

  test('by OIDC has a secret that only Secrets Manager knows', () => {
    expect(entra).toMatchObject({
      ProviderType: 'OIDC',
      ProviderDetails: {
        client_id: 'abc',
        oidc_issuer: 'https://login.example.com/tenant/v2.0',
        authorize_scopes: 'openid email profile',
      },
    })
    expect(JSON.stringify(entra.ProviderDetails)).toMatch(/\{\{resolve:secretsmanager:[^}]*secret:roster\/entra:SecretString/)
  })

  test('writes nothing into the user pool, so no client may write what it says', () => {
    for (const properties of [okta, entra, lumen]) expect(properties).not.toHaveProperty('AttributeMapping')
    const clients = resources.of('AWS::Cognito::UserPoolClient')
    expect(clients.map(({ properties }) => properties.WriteAttributes)).toEqual([['locale'], ['locale']])
  })

  test('stands on the login page of the client', () => {
    expect(resources.at('SignIn/Client').properties.SupportedIdentityProviders).toEqual([
      'COGNITO',
      ...['Okta', 'Entra', 'Lumen'].map(name => `SignIn/Provider-${name}`),
    ])
  })

  test('is heard by the inbound trigger before anything is kept', () => {
    expect(resources.one('AWS::Cognito::UserPool').properties.LambdaConfig).toMatchObject({
      InboundFederation: { LambdaArn: 'InboundFederation/Function.Arn', LambdaVersion: 'V1_0' },
    })
  })

  test('is told to the triggers with the domains that it may speak for, and without what nobody needs to know', () => {
    const said = [inboundFederation, preSignUp].map(spec =>
      JSON.parse(text(deployed(resources, spec).variables.IDENTITY_PROVIDERS)),
    )
    for (const providers of said)
      expect(providers).toEqual([
        { name: 'Okta', kind: 'saml', emailAttribute: 'email', groupsAttribute: 'memberOf', domains: ['acme.example'] },
        {
          name: 'Entra',
          kind: 'oidc',
          emailAttribute: 'upn',
          groupsAttribute: 'groups',
          domains: ['bolt.example', 'eu.bolt.example'],
        },
        { name: 'Lumen', kind: 'saml', emailAttribute: 'email', groupsAttribute: 'groups', domains: ['lumen.example'] },
      ])
  })
})

test('without identity providers nothing of it is deployed', () => {
  expect(plain.resources.of('AWS::Cognito::UserPoolIdentityProvider')).toEqual([])
  expect(plain.resources.at('SignIn/Client').properties.SupportedIdentityProviders).toEqual(['COGNITO'])
  expect(plain.resources.all.filter(({ path }) => path.includes('InboundFederation'))).toEqual([])
})
