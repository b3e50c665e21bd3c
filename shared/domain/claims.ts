import { permissionsOf, rightsOf } from './rights.ts'
import { heldRoles, type Role } from './roles.ts'
import type { Sites, UserRecord } from './users.ts'

/** Stands in place of a claim that does not fit: `GET /v1/me` tells it. */
export const LOOKUP = 'lookup'
type Fits<T> = T | typeof LOOKUP

/** T6: what product tokens say of somebody in the organization that they speak for. Roster's own API reads none of it. */
export type OrganizationClaims = {
  org_id: string
  org_roles: Fits<string[]>
  /** Effective, whether everywhere or at the own sites only. */
  org_permissions: Fits<string[]>
  org_sites: Fits<Sites>
  /**
   * Seconds since the epoch, once sessions were ended there: sign-ins of before (`auth_time`) don't speak for this organization. Cognito
   * does not tell the trigger when somebody signed in, so whoever takes the token has to compare.
   */
  org_auth_after?: number
  /** Only where it is so: a sign-in without a second factor (`amr`) does not speak for this organization. The trigger is not told of it either. */
  org_requires_mfa?: true
}

/** Bytes of JSON. API Gateway takes 10 KB of headers in all, and a token is a third longer than what it says. */
export const MOST_CLAIMS = 4096

type Claim = 'org_roles' | 'org_permissions' | 'org_sites'

/**
 * Which claims give way, the first that is enough; all of them when none is. Sites go first: they are what grows without end, and a product asks for them only where
 * a thing belongs to one, while permissions decide every request and roles are few.
 */
const sacrifices: Claim[][] = [[], ['org_sites'], ['org_permissions'], ['org_sites', 'org_permissions']]
const all: Claim[] = ['org_sites', 'org_permissions', 'org_roles']

/** Of an active member, as `GET /v1/me` tells it of the same moment. */
export function claimsOf(
  orgId: string,
  { user, sessionsValidAfter }: UserRecord,
  roles: Role[],
  requiresMfa: boolean,
): OrganizationClaims {
  const rights = rightsOf(user, roles)
  const whole: OrganizationClaims = {
    org_id: orgId,
    org_roles: heldRoles(user, roles).map(({ id }) => id),
    org_permissions: permissionsOf(rights),
    org_sites: rights.sites,
    ...(sessionsValidAfter > 0 && { org_auth_after: sessionsValidAfter }),
    ...(requiresMfa && { org_requires_mfa: true as const }),
  }
  const without = (given: Claim[]) => ({ ...whole, ...Object.fromEntries(given.map(claim => [claim, LOOKUP])) })
  return sacrifices.map(without).find(claims => bytesOf(claims) <= MOST_CLAIMS) ?? without(all)
}

const bytesOf = (claims: OrganizationClaims) => new TextEncoder().encode(JSON.stringify(claims)).length
