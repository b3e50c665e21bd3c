import { describe, expect, test } from 'vitest'
import { assertionOf, type IdentityProvider, listIn, profileOf } from '../../shared/domain/federation.ts'
import { refusalFrom } from './people.ts'

const okta: IdentityProvider = {
  name: 'Okta',
  kind: 'saml',
  emailAttribute: 'mail',
  groupsAttribute: 'memberOf',
  domains: ['acme.example', 'xn--bcher-kva.example'],
}
const entra: IdentityProvider = { ...okta, name: 'Entra', kind: 'oidc', domains: ['bolt.example'] }

describe('several groups in one text are told apart', () => {
  test.each<[unknown, string[]]>([
    [undefined, []],
    ['', []],
    ['[]', []],
    [{ a: 1 }, []],
    ['Engineers', ['Engineers']],
    ['Engineers,Managers', ['Engineers', 'Managers']],
    ['[Engineers, Managers]', ['Engineers', 'Managers']],
    ['["Engineers","R&D, east"]', ['Engineers', 'R&D, east']],
    ['R%26D%2C+east,50%25', ['R&D, east', '50%']],
    ['R%26D%2C%20east', ['R&D, east']],
    ['50% more', ['50% more']],
    ['["broken', ['["broken']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [',a,,b,', ['a', 'b']],
  ])('%j', (value, groups) => expect(listIn(value)).toEqual(groups))
})

describe('who somebody is', () => {
  test('is said by SAML under the names of the settings, with Cognito’s name for the subject with or without the provider’s', () => {
    const raw = { samlResponse: { mail: ' Maria@ACME.example', memberOf: 'a,b', email: 'other@acme.example' } }
    const said = { provider: 'Okta', subject: '00u1', email: 'maria@acme.example', groups: ['a', 'b'] }
    expect(assertionOf(okta, raw, 'Okta_00u1')).toEqual(said)
    expect(assertionOf(okta, raw, 'okta_00u1')).toEqual(said)
    expect(assertionOf(okta, raw, '00u1')).toEqual(said)
  })

  test('is said by OIDC in the ID token before anything else', () => {
    const raw = { idToken: { sub: 'S', mail: 'a@bolt.example' }, userInfo: { sub: 'T', mail: 'b@bolt.example', memberOf: 'g' } }
    expect(assertionOf(entra, raw, 'Entra_x')).toEqual({
      provider: 'Entra',
      subject: 'S',
      email: 'a@bolt.example',
      groups: ['g'],
    })
  })

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['no email', {}, /did not say which email/],
    ['an email that is none', { mail: 'maria' }, /did not say which email/],
    ['a list of emails', { mail: 'maria@acme.example, x@acme.example' }, /did not say which email/],
    ['no text', { mail: ['maria@acme.example'] }, /did not say which email/],
    ['another domain', { mail: 'maria@bolt.example' }, /may not sign in people/],
    ['a subdomain', { mail: 'maria@eu.acme.example' }, /may not sign in people/],
    ['a domain that ends like it', { mail: 'maria@notacme.example' }, /may not sign in people/],
  ])('is nobody with %s', (_, samlResponse, why) => {
    const refusal = refusalFrom(() => assertionOf(okta, { samlResponse }, 'Okta_1'))
    expect([refusal.code, refusal.message]).toEqual(['forbidden', expect.stringMatching(why)])
  })

  test('is nobody without a subject, and nobody of a provider that is not there', () => {
    const samlResponse = { mail: 'maria@acme.example' }
    expect(refusalFrom(() => assertionOf(okta, { samlResponse }, 'Okta_')).message).toMatch('did not say who you are')
    expect(refusalFrom(() => assertionOf(undefined, { samlResponse }, 'Okta_1')).message).toMatch('not set up here')
  })

  test('in a domain of other letters is compared in ASCII', () => {
    expect(assertionOf(okta, { samlResponse: { mail: 'a@Bücher.example' } }, 'Okta_1').email).toBe('a@xn--bcher-kva.example')
  })

  test.each([false, 'false', 'no', '0'])('is nobody where the provider has not verified the email: %j', email_verified => {
    const raw = { idToken: { sub: 'S', mail: 'a@bolt.example', email_verified } }
    expect(refusalFrom(() => assertionOf(entra, raw, 'Entra_S')).message).toMatch('has not verified')
  })
})

test('the profile of a name is that of the provider with the longest name that begins it', () => {
  const providers = [okta, { ...okta, name: 'Okta_eu' }]
  expect(profileOf('Okta_00u1', providers)).toEqual({ provider: 'Okta', subject: '00u1' })
  expect(profileOf('okta_EU_00u1', providers)).toEqual({ provider: 'Okta_eu', subject: '00u1' })
  expect(profileOf('usr_1', providers)).toBeUndefined()
})
