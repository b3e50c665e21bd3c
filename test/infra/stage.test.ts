import { expect, test } from 'vitest'
import { stageOf } from '../../infra/stage.ts'
import { type IdentityProviderSettings, settings as ours, type StageSettings } from '../../shared/settings.ts'

const choose =
  (name: unknown, stage: Partial<StageSettings> = {}) =>
  () =>
    stageOf({ product: { name: 'Acme' }, permissions: [], stages: { dev: { mailFrom: 'roster@example.com', ...stage } } }, name)

const saml = (more: Partial<IdentityProviderSettings> = {}): IdentityProviderSettings => ({
  name: 'Okta',
  domains: ['acme.example'],
  saml: { metadataUrl: 'https://acme.okta.example/metadata' },
  ...more,
})
const oidc = (more: object = {}) => ({
  issuer: 'https://login.example.com/tenant',
  clientId: 'abc',
  clientSecretName: 'roster/entra',
  ...more,
})

test('identity providers that are complete are no fault', () => {
  const two = [saml(), saml({ name: 'Entra', domains: ['bolt.example'], saml: undefined, oidc: oidc() })]
  expect(choose('dev', { identityProviders: two })).not.toThrow()
})

test('a stage has the name of the product, and keeps its data unless told otherwise', () => {
  expect(choose('dev')()).toMatchObject({ name: 'dev', productName: 'Acme', keepData: true })
  expect(choose('dev', { keepData: false })()).toMatchObject({ keepData: false })
})

test('every stage of the settings can be deployed', () => {
  for (const name of Object.keys(ours.stages)) expect(() => stageOf(ours, name)).not.toThrow()
})

test('naming no stage says how to, and which there are', () => {
  expect(choose(undefined)).toThrow('Say which stage to deploy: cdk deploy -c stage=<name>. There are: dev.')
  expect(choose('prod')).toThrow('There is no stage "prod" in shared/settings.ts. There are: dev.')
  expect(choose('constructor')).toThrow('There is no stage "constructor"')
})

test.for<[string, Partial<StageSettings>]>([
  ['"Roster <roster@example.com>" is not one plain email address', { mailFrom: 'Roster <roster@example.com>' }],
  ['"Roster@example.com" is not one plain email address in small letters', { mailFrom: 'Roster@example.com' }],
  ['"oncall" is not one plain email address', { alarmMail: 'oncall' }],
  ['"app.example.com" is not an absolute https URL', { productUrl: 'app.example.com' }],
  ['"http://app.example.com/" is not an absolute https URL', { callbackUrls: ['http://app.example.com/'] }],
  ['"https://app.example.com/#home" is not an absolute https URL', { callbackUrls: ['https://app.example.com/#home'] }],
  ['"https://app.example.com/" is not an origin', { corsOrigins: ['https://app.example.com/'] }],
  ['domain.certificateArn "mine" is not the ARN', { domain: { name: 'accounts.example.com', certificateArn: 'mine' } }],
  [
    'domain.name "https://a.example" is not a domain name',
    { domain: { name: 'https://a.example', certificateArn: 'arn:aws:acm:x' } },
  ],
  ['loginDomainPrefix "my-aws-login" must be', { loginDomainPrefix: 'my-aws-login' }],
  ['identity provider "Okta": it has no domains', { identityProviders: [saml({ domains: [] })] }],
  ['"Acme.example" is not a domain in small letters', { identityProviders: [saml({ domains: ['Acme.example'] })] }],
  ['"*.acme.example" is not a domain', { identityProviders: [saml({ domains: ['*.acme.example'] })] }],
  ['its name must be 3 to 32 letters', { identityProviders: [saml({ name: 'My_IdP' })] }],
  ['and not Cognito', { identityProviders: [saml({ name: 'COGNITO' })] }],
  ['give either saml or oidc', { identityProviders: [saml({ saml: undefined })] }],
  ['give either saml or oidc', { identityProviders: [saml({ oidc: oidc() })] }],
  ['two identity providers are called "okta"', { identityProviders: [saml(), saml({ name: 'OKTA', domains: ['b.example'] })] }],
  ['two identity providers speak for acme.example', { identityProviders: [saml(), saml({ name: 'Other' })] }],
  [
    'saml.metadataUrl "http://a.example/" is not an absolute https URL',
    { identityProviders: [saml({ saml: { metadataUrl: 'http://a.example/' } })] },
  ],
  ['saml.metadata is not the content', { identityProviders: [saml({ saml: { metadata: 'metadata.xml' } })] }],
  [
    'speaks for every tenant there is',
    { identityProviders: [saml({ saml: undefined, oidc: oidc({ issuer: 'https://login.example.com/common/v2.0' }) })] },
  ],
  [
    'is not an absolute https URL',
    { identityProviders: [saml({ saml: undefined, oidc: oidc({ issuer: 'login.example.com' }) })] },
  ],
  [
    'clientSecretName is not the name of a secret',
    { identityProviders: [saml({ saml: undefined, oidc: oidc({ clientSecretName: '' }) })] },
  ],
])('a stage is refused because %s', ([fault, stage]) => expect(choose('dev', stage)).toThrow(fault))

test('all faults are told at once', () => {
  expect(choose('dev', { alarmMail: 'oncall', productUrl: 'nowhere' })).toThrow(/"oncall".*\n.*"nowhere"/)
})

test('the developer’s own machine may use plain http', () => {
  expect(choose('dev', { callbackUrls: ['http://localhost:5173/'], corsOrigins: ['http://localhost:5173'] })).not.toThrow()
})
