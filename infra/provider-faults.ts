import { normalizeDomain } from '../shared/domain/emails.ts'
import type { IdentityProvider } from '../shared/domain/federation.ts'
import type { IdentityProviderSettings as Provider } from '../shared/settings.ts'

/** What the triggers are told of a provider. */
export const atWork = ({
  name,
  domains,
  emailAttribute = 'email',
  groupsAttribute = 'groups',
  oidc,
}: Provider): IdentityProvider => ({
  name,
  kind: oidc ? 'oidc' : 'saml',
  emailAttribute,
  groupsAttribute,
  domains,
})

/** What is wrong with the identity providers, in words; nothing, when all is well. */
export function providerFaults(providers: Provider[]): string[] {
  const names = providers.map(({ name }) => name.toLowerCase())
  const domains = providers.flatMap(provider => provider.domains)
  return [
    ...twice(names).map(name => `two identity providers are called "${name}"`),
    ...twice(domains).map(
      domain => `two identity providers speak for ${domain}: whoever has a mailbox there would be whom either says`,
    ),
    ...providers.flatMap(provider => faultsOf(provider).map(fault => `identity provider "${provider.name}": ${fault}`)),
  ]
}

const twice = (list: string[]) => [...new Set(list.filter((one, index) => list.indexOf(one) < index))]

function faultsOf({ name, domains, saml, oidc }: Provider): string[] {
  return [
    ...(/^[A-Za-z0-9][A-Za-z0-9.-]{2,31}$/.test(name) && name.toLowerCase() !== 'cognito'
      ? []
      : ['its name must be 3 to 32 letters, digits, dots and hyphens, and not Cognito']),
    ...(domains.length === 0
      ? ['it has no domains: say for whose mailboxes it may speak, else it could sign in as anybody']
      : domains
          .filter(domain => normalizeDomain(domain) !== domain)
          .map(domain => `"${domain}" is not a domain in small letters and ASCII, such as example.com`)),
    ...((saml === undefined) === (oidc === undefined) ? ['give either saml or oidc'] : []),
    ...(saml ? samlFaults(saml) : []),
    ...(oidc ? oidcFaults(oidc) : []),
  ]
}

function samlFaults(saml: NonNullable<Provider['saml']>): string[] {
  if ('metadata' in saml)
    return /^\s*<[^]*EntityDescriptor[^]*>\s*$/.test(saml.metadata) ? [] : ['saml.metadata is not the content of a metadata file']
  return isHttps(saml.metadataUrl) ? [] : [`saml.metadataUrl "${saml.metadataUrl}" is not an absolute https URL`]
}

function oidcFaults({ issuer, clientId, clientSecretName }: NonNullable<Provider['oidc']>): string[] {
  return [
    ...(isHttps(issuer) ? [] : [`oidc.issuer "${issuer}" is not an absolute https URL`]),
    ...(/\/(?:common|organizations|consumers)(?:\/|$)/.test(issuer)
      ? [
          `oidc.issuer "${issuer}" speaks for every tenant there is, and each says of itself which emails its people have; name the one tenant`,
        ]
      : []),
    ...(clientId === '' ? ['oidc.clientId is missing'] : []),
    ...(/^[\w/+=.@-]{1,512}$/.test(clientSecretName)
      ? []
      : ['oidc.clientSecretName is not the name of a secret in Secrets Manager']),
  ]
}

const isHttps = (text: string) => {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && !url.hash && !url.username
}
