import * as z from 'zod/mini'
import { forTriggers } from './attributes.ts'
import { CognitoError } from './errors.ts'
import { providerIn } from './links.ts'
import type { Pool } from './pool.ts'
import { callTrigger, type Metadata } from './triggers.ts'
import type { User } from './users.ts'

export type TokenSource = 'Authentication' | 'NewPasswordChallenge' | 'RefreshTokens' | 'HostedAuth'
export type Claims = Record<string, unknown>

const names = z.optional(z.nullable(z.array(z.string())))
const changes = { claimsToAddOrOverride: z.optional(z.nullable(z.record(z.string(), z.unknown()))), claimsToSuppress: names }
const overridesSchema = z.object({
  idTokenGeneration: z.optional(z.nullable(z.object(changes))),
  accessTokenGeneration: z.optional(z.nullable(z.object({ ...changes, scopesToAdd: names, scopesToSuppress: names }))),
  groupOverrideDetails: z.optional(
    z.nullable(
      z.object({ groupsToOverride: names, iamRolesToOverride: names, preferredRole: z.optional(z.nullable(z.string())) }),
    ),
  ),
})

/** What the pre token generation trigger wants in the tokens. */
export type Overrides = z.infer<typeof overridesSchema>

/** "Pre token generation Lambda trigger", event version 2. */
export async function askForOverrides(
  pool: Pool,
  user: User,
  { source, scopes, clientMetadata }: { source: TokenSource; scopes: string[]; clientMetadata?: Metadata },
): Promise<Overrides> {
  const response = await callTrigger(pool, 'PreTokenGeneration', {
    version: '2',
    source: `TokenGeneration_${source}`,
    username: user.username,
    request: {
      userAttributes: forTriggers(user),
      groupConfiguration: { groupsToOverride: groupsOf(pool, user), iamRolesToOverride: [], preferredRole: null },
      scopes,
      ...(clientMetadata && { clientMetadata }),
    },
    response: { claimsAndScopeOverrideDetails: null },
  })
  const parsed = overridesSchema.safeParse(response?.claimsAndScopeOverrideDetails ?? {})
  if (!parsed.success) throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output')
  return parsed.data
}

/** A federated user belongs to a group that Cognito names after pool and provider. "Adding groups to a user pool". */
const groupsOf = (pool: Pool, user: User) => (user.status === 'EXTERNAL_PROVIDER' ? [`${pool.id}_${providerIn(user)}`] : [])

/** "Pre token generation Lambda trigger", Claims and scopes reference: what no trigger can change. */
const reserved = `acr amr at_hash auth_time azp exp iat iss jti nbf nonce origin_jti sub token_use`.split(' ')
const reservedInId = new Set([...reserved, 'identities', 'aud'])
const reservedInAccess = new Set([...reserved, 'username', 'client_id', 'scope', 'device_key', 'event_id', 'version'])

export function overrideIdClaims(
  pool: Pool,
  user: User,
  claims: Claims,
  { idTokenGeneration, groupOverrideDetails }: Overrides,
): Claims {
  const changed = change(claims, idTokenGeneration, name => !reservedInId.has(name))
  return { ...groupClaims(pool, user, groupOverrideDetails, true), ...changed }
}

export function overrideAccessClaims(
  pool: Pool,
  user: User,
  claims: Claims,
  { accessTokenGeneration, groupOverrideDetails }: Overrides,
): Claims {
  // `aud` may be added, but only as the client's own id.
  const free = (name: string, value?: unknown) => !reservedInAccess.has(name) && (name !== 'aud' || value === pool.clientId)
  return { ...groupClaims(pool, user, groupOverrideDetails, false), ...change(claims, accessTokenGeneration, free) }
}

type Change = { claimsToAddOrOverride?: Claims | null; claimsToSuppress?: string[] | null }

function change(
  claims: Claims,
  wanted: Change | null | undefined,
  mayChange: (name: string, value?: unknown) => boolean,
): Claims {
  const added = Object.entries(wanted?.claimsToAddOrOverride ?? {}).filter(
    ([name, value]) => !name.startsWith('cognito:') && mayChange(name, value),
  )
  const merged = Object.entries({ ...claims, ...Object.fromEntries(added) })
  const suppressed = (wanted?.claimsToSuppress ?? []).filter(name => name !== 'cognito:username' && mayChange(name))
  return Object.fromEntries(merged.filter(([name]) => !suppressed.includes(name)))
}

function groupClaims(pool: Pool, user: User, details: Overrides['groupOverrideDetails'], withRoles: boolean): Claims {
  const groups = details?.groupsToOverride ?? groupsOf(pool, user)
  return {
    ...(groups.length > 0 && { 'cognito:groups': groups }),
    ...(withRoles && details?.iamRolesToOverride?.length && { 'cognito:roles': details.iamRolesToOverride }),
    ...(withRoles && details?.preferredRole && { 'cognito:preferred_role': details.preferredRole }),
  }
}

/** Scopes of Cognito's own can't be added. "Claims and scopes reference". */
export function overrideScopes(scopes: string[], { accessTokenGeneration: wanted }: Overrides): string[] {
  const added = (wanted?.scopesToAdd ?? []).filter(scope => !scope.startsWith('aws.cognito') && !/\s/u.test(scope))
  const kept = [...scopes, ...added].filter(scope => !wanted?.scopesToSuppress?.includes(scope))
  return [...new Set(kept)]
}
