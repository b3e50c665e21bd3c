import { JwtVerifier } from 'aws-jwt-verify'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type * as z from 'zod/mini'
import { LOOKUP, type OrganizationClaims } from './domain/claims.ts'
import { signedInBy } from './http/tokens.ts'
import type { getMe } from './routes/organizations.ts'
import { type Lookup, onceForEach } from './verify-lookup.ts'
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

/** Answer your own client with `status`: 401 sign in (again), 403 sign in with a second factor, 503 try again later, 500 mend the configuration, as `message` says. */
export class RosterError extends Error {
  readonly status: 401 | 403 | 500 | 503
  constructor(status: 401 | 403 | 500 | 503, message: string, options?: ErrorOptions) {
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
  const lookup = apiUrl === undefined ? noLookup : lookupAt(checkedUrl('apiUrl', apiUrl))
  return {
    async verify(authorization) {
      const token = (authorization ?? '').replace(/^Bearer +/i, '')
      const claims = await verifier.verify(token).catch(refuse)
      const said = claims as unknown as Partial<OrganizationClaims> // signed, as our token trigger wrote them
      const { userId, authTime, secondFactor } = signedIn(claims)
      if (claims.client_id !== clientId) return refuse('a token of another client')
      if (!(authTime >= (said.org_auth_after ?? 0))) return refuse('a session that was ended in this organization')
      if (said.org_requires_mfa && !secondFactor) throw withoutFactor()
      if (said.org_id === undefined) return whoIs(userId, null, { roles: [], permissions: [], sites: [] })
      return whoIs(userId, said.org_id, grantedBy(said) ?? (await lookup(token, said.org_id, Number(claims.exp))))
    },
  }
}

type Me = z.infer<typeof getMe.response.schema>
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

const withoutFactor = () =>
  new RosterError(403, 'This organization asks for a second factor: set one up, and sign in again with it.')

const unreachable = (what: string, cause?: unknown) =>
  new RosterError(503, `${what} does not answer. Try again later.`, { cause })

const noLookup: Lookup<Granted> = async () => {
  throw new RosterError(500, 'Not all rights fit into this access token: give rosterVerifier the apiUrl to look them up.')
}

const lookupAt = (apiUrl: string) => onceForEach((token, orgId) => askMe(apiUrl, token, orgId))

async function askMe(apiUrl: string, token: string, orgId: string): Promise<Granted> {
  const { status, text } = await get(`${apiUrl}/v1/me`, 'Roster', { authorization: `Bearer ${token}` })
  if (status === 401 || status === 403) return refuse('GET /v1/me: no access any more')
  if (status !== 200) throw unreachable('Roster', status)
  const own = membershipsIn(text).find(({ organization }) => organization.id === orgId) ?? refuse('no member any more')
  return { roles: own.roles.map(({ id }) => id), permissions: own.permissions, sites: own.sites }
}

function membershipsIn(text: string): Me['memberships'] {
  const me = text.startsWith('{') ? (JSON.parse(text) as Partial<Me>) : {} // the API's own promise, if that is who answers
  if (!me.memberships) throw unreachable('Roster')
  return me.memberships
}

async function get(url: string, what: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  try {
    const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(3000) })
    return { status: answer.status, text: await answer.text() }
  } catch (error) {
    throw unreachable(what, error)
  }
}

/** The library's own would tell neither an outage from a bad token, nor stop after three seconds. */
const fetcher = {
  async fetch(uri: string): Promise<ArrayBuffer> {
    const { status, text } = await get(uri, 'The sign-in service')
    if (status !== 200) throw unreachable('The sign-in service', status)
    return new TextEncoder().encode(text).buffer
  },
}
