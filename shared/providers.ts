import type { IdentityProvider } from './domain/federation.ts'
import { variable } from './environment.ts'

/** Those of the stage's settings, as the deployment tells them. */
export type IdentityProviders = () => IdentityProvider[]

export const providers: IdentityProviders = () => JSON.parse(variable('IDENTITY_PROVIDERS')) as IdentityProvider[] // as infra wrote it
