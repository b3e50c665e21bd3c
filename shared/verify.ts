import { JwtVerifier } from 'aws-jwt-verify'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type * as z from 'zod/mini'
import { LOOKUP, type OrganizationClaims } from './domain/claims.ts'
import { signedInBy } from './http/tokens.ts'
import type { getMe } from './routes/organizations.ts'
import { checkedUrl, issuerOf } from './verify-options.ts'

/** What a deployment's `outputs.json` says. */
export type VerifierOptions = {
  /** `IssuerUrl`; or `userPoolId`, from which it follows. */
  issuer?: string
  /** `UserPoolId`, in place of `issuer`; AWS's own regions outside China only. */
  userPoolId?: string
  /** `UserPoolClientId`. */
  clientId: string
  /** `ApiUrl`: asked (`GET /v1/me`) where something does not fit into a token. Without it such a token is an error. */
  apiUrl?: string
  /** How long after its end a token still counts, for a machine whose clock is ahead; 0 unless said, so that 15 minutes are no more. */
  clockToleranceSeconds?: number
}

/** Somebody with an access token, in the organization that it speaks for. */
export type Who = {
  userId: string
  /** Null for somebody who is a member nowhere yet, and has nothing below. */
  orgId: string | null
  /** Ids. */
  roles: string[]
  permissions: string[]
  sites: 'all' | string[]
  has(permission: string): boolean
  /** Whether they have access to this site. */
  at(siteId: string): boolean
}

/** `verify` takes a token, or the whole `Authorization` header; it throws a `RosterError`. */
export type RosterVerifier = { verify(authorization: string | null | undefined): Promise<Who> }

/** Answer your own client with `status`: 401 sign in (again), 503 try again later, 500 mend the configuration, as `message` says. */
export class RosterError extends Error {
  readonly status: 401 | 500 | 503
  constructor(status: 401 | 500 | 503, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RosterError'
    this.status = status
  }
}

/** T6: verifies the access tokens of a Roster deployment, in the back end of the product around it. Make one, and keep it. */
export function rosterVerifier({ clientId, apiUrl, clockToleranceSeconds = 0, ...pool }: VerifierOptions): RosterVerifier {
  const issuer = checkedUrl('issuer', pool.issuer ?? issuerOf(pool.userPoolId))
  if (!clientId) throw new TypeError('rosterVerifier needs clientId: the deployment’s UserPoolClientId.')
  const jwksUri = `${issuer}/.well-known/jwks.json`
  const options = { issuer, audience: null, jwksUri, graceSeconds: clockToleranceSeconds }
  const verifier = JwtVerifier.create(options, { jwksCache: new SimpleJwksCache({ fetcher }) })
  const lookup = apiUrl === undefined ? noLookup : openLookup(checkedUrl('apiUrl', apiUrl))
  return {
    async verify(authorization) {
      const token = (authorization ?? '').replace(/^Bearer +/i, '')
      const claims = await verifier.verify(token).catch(refuse)
      const said = claims as unknown as Partial<OrganizationClaims> // signed, as our token trigger wrote them
      const { userId, authTime } = signedIn(claims)
      if (claims.client_id !== clientId) return refuse('a token of another client')
      if (!(authTime >= (said.org_auth_after ?? 0))) return refuse('a session that was ended in this organization')
      if (said.org_id === undefined) return whoIs(userId, null, { roles: [], permissions: [], sites: [] })
      return whoIs(userId, said.org_id, grantedBy(said) ?? (await lookup(token, said.org_id, Number(claims.exp))))
    },
  }
}

type Granted = Pick<Who, 'roles' | 'permissions' | 'sites'>

const whoIs = (userId: string, orgId: string | null, granted: Granted): Who => ({
  userId,
  orgId,
  ...granted,
  has: permission => granted.permissions.includes(permission),
  at: siteId => granted.sites === 'all' || granted.sites.includes(siteId),
})

/** Null where a part of it has to be looked up: then all of it is, so that it is of one moment. */
function grantedBy({
  org_roles: roles = [],
  org_permissions: permissions = [],
  org_sites: sites = [],
}: Partial<OrganizationClaims>) {
  return roles === LOOKUP || permissions === LOOKUP || sites === LOOKUP ? null : { roles, permissions, sites }
}

function signedIn(claims: Parameters<typeof signedInBy>[0]) {
  try {
    return signedInBy(claims)
  } catch (error) {
    return refuse(error)
  }
}

/** Why stands in `cause`, for logs: whoever sends a bad token is told no more than that it is one. */
function refuse(cause: unknown): never {
  if (cause instanceof RosterError) throw cause
  throw new RosterError(401, 'The access token is missing, has ended, or is not one of this Roster deployment.', { cause })
}

const unreachable = (what: string, cause?: unknown) =>
  new RosterError(503, `${what} does not answer. Try again later.`, { cause })

type Lookup = (token: string, orgId: string, expiresAt: number) => Promise<Granted>

const noLookup: Lookup = async () => {
  throw new RosterError(500, 'Not all rights fit into this access token: give rosterVerifier the apiUrl to look them up.')
}

/** Asks once for each token. The tokens kept are those of the last quarter of an hour. */
function openLookup(apiUrl: string): Lookup {
  const kept = new Map<string, { until: number; granted: Promise<Granted> }>()
  return (token, orgId, expiresAt) => {
    const known = kept.get(token)
    if (known) return known.granted
    for (const [old, { until }] of kept) if (until < Date.now()) kept.delete(old)
    const granted = askMe(apiUrl, token, orgId)
    kept.set(token, { until: expiresAt * 1000, granted })
    granted.catch(() => kept.delete(token)) // the next request asks anew
    return granted
  }
}

async function askMe(apiUrl: string, token: string, orgId: string): Promise<Granted> {
  const answer = await get(`${apiUrl}/v1/me`, 'Roster', { headers: { authorization: `Bearer ${token}` } })
  if (answer.status === 401 || answer.status === 403) return refuse('GET /v1/me: no access any more')
  if (!answer.ok) throw unreachable('Roster', answer.status)
  const { memberships } = (await answer.json()) as z.infer<typeof getMe.response.schema> // the API's own promise
  const own =
    memberships.find(({ organization }) => organization.id === orgId) ?? refuse('no member of the organization any more')
  return { roles: own.roles.map(({ id }) => id), permissions: own.permissions, sites: own.sites }
}

const get = (url: string, what: string, init: RequestInit = {}) =>
  fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(3000) }).catch(error => {
    throw unreachable(what, error)
  })

/** The library's own would tell neither an outage from a bad token, nor stop after three seconds. */
const fetcher = {
  async fetch(uri: string): Promise<ArrayBuffer> {
    const answer = await get(uri, 'The sign-in service')
    if (!answer.ok) throw unreachable('The sign-in service', answer.status)
    return answer.arrayBuffer()
  },
}
