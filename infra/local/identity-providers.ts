import type { IdentityProvider } from '../../shared/domain/federation.ts'
import { settings } from '../../shared/settings.ts'
import { atWork } from '../provider-faults.ts'

/** The stand-ins of companies that sign their people in. */
export type LocalProviders = {
  /** For the login page: those that the settings name, else one to try. */
  names(): string[]
  /** The one of this name. One that the settings don't name is there as soon as it is asked for, and speaks for whoever it is asked for. */
  speakingFor(name: string, email: string): IdentityProvider
}

const toTry = 'Provider'

export const configuredProviders: IdentityProvider[] = (settings.stages.dev?.identityProviders ?? []).map(atWork)

export function openProviders(configured: IdentityProvider[]): LocalProviders {
  const known = new Map(configured.map(provider => [provider.name, provider]))
  const fixed = new Set(known.keys())
  return {
    names: () => (configured.length > 0 ? configured.map(({ name }) => name) : [toTry]),
    speakingFor(name, email) {
      const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
      const before = known.get(name)
      if (before && (fixed.has(name) || before.domains.includes(domain))) return before
      const attributes = { emailAttribute: 'email', groupsAttribute: 'groups' }
      const provider = { name, kind: 'saml' as const, ...attributes, domains: [...(before?.domains ?? []), domain] }
      known.set(name, provider)
      process.env.IDENTITY_PROVIDERS = JSON.stringify([...known.values()]) // where the functions look
      return provider
    },
  }
}
