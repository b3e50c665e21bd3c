import { createHash, randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import * as z from 'zod/mini'
import { type Claims, type Overrides, overrideAccessClaims, overrideIdClaims, overrideScopes } from './claims.ts'
import { notAuthorized, userNotFound } from './errors.ts'
import type { SigningKey } from './keys.ts'
import { ownAccountScope, type Pool, settings } from './pool.ts'
import { noteAccessToken, type TokenSession } from './sessions.ts'
import type { User } from './users.ts'

export type SignedTokens = { accessToken: string; idToken: string; scopes: string[] }

/** "Understanding the access token" and "Understanding the identity (ID) token". */
export async function signTokens(
  pool: Pool,
  user: User,
  session: TokenSession,
  overrides: Overrides,
  nonce?: string,
): Promise<SignedTokens> {
  const scopes = overrideScopes(session.scopes, overrides)
  const shared = sharedClaims(pool, user, session)
  const access = overrideAccessClaims(pool, user, accessClaims(user, session, shared, scopes), overrides)
  const accessToken = await sign(pool.keys.access, access)
  noteAccessToken(pool, session.originJti, { jti: shared.jti, expiresAt: shared.exp * 1000 })
  const bound = { at_hash: halfHash(accessToken), ...(nonce !== undefined && { nonce }) }
  const id = overrideIdClaims(pool, user, { ...idClaims(user, session, shared), ...bound }, overrides)
  return { accessToken, idToken: await sign(pool.keys.id, id), scopes }
}

function sharedClaims(pool: Pool, user: User, session: TokenSession) {
  const iat = Math.floor(pool.clock.now() / 1000)
  return {
    sub: user.sub,
    iss: pool.issuer(),
    origin_jti: session.originJti,
    event_id: randomUUID(),
    // "Authentication levels with ACR and AMR claims"; the acr levels' meaning is not spelled out there, so none is claimed.
    amr: session.amr,
    auth_time: session.authTime,
    iat,
    exp: iat + settings.accessTokenSeconds,
    jti: randomUUID(),
  }
}

type SharedClaims = ReturnType<typeof sharedClaims>

const accessClaims = (user: User, { clientId }: TokenSession, shared: SharedClaims, scopes: string[]): Claims => ({
  ...shared,
  token_use: 'access',
  client_id: clientId,
  username: user.username,
  version: 2,
  scope: scopes.join(' '),
})

function idClaims(user: User, { clientId }: TokenSession, shared: SharedClaims): Claims {
  const { email_verified, phone_number_verified, identities, ...attributes } = user.attributes
  return {
    ...shared,
    jti: randomUUID(),
    token_use: 'id',
    aud: clientId,
    'cognito:username': user.username,
    ...attributes,
    ...(email_verified !== undefined && { email_verified: email_verified === 'true' }),
    ...(phone_number_verified !== undefined && { phone_number_verified: phone_number_verified === 'true' }),
    ...(identities !== undefined && { identities: JSON.parse(identities) }),
  }
}

const sign = ({ kid, privateKey }: SigningKey, claims: Claims) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)

/** OpenID Connect Core, 3.1.3.6. */
const halfHash = (token: string) => createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')

const accessPayload = z.object({
  token_use: z.literal('access'),
  sub: z.string(),
  username: z.string(),
  scope: z.string(),
  jti: z.string(),
  origin_jti: z.string(),
})

/** Who an access token speaks for when it comes to Cognito's own API, which refuses what was revoked. "Ending user sessions with token revocation". */
export async function readAccessToken(
  pool: Pool,
  token: string,
  neededScope: string | null = ownAccountScope,
): Promise<{ user: User; session: TokenSession }> {
  const { sub, username, scope, jti, origin_jti } = await verified(pool, token)
  if (neededScope !== null && !scope.split(' ').includes(neededScope))
    throw notAuthorized('Access Token does not have required scopes')
  const user = pool.users.get(username.toLowerCase())
  if (user?.sub !== sub) throw userNotFound()
  if (!user.enabled) throw notAuthorized('User is disabled.')
  const session = pool.tokenSessions.get(origin_jti)
  if (!session?.accessTokens.some(known => known.jti === jti)) throw notAuthorized('Access Token has been revoked')
  return { user, session }
}

async function verified(pool: Pool, token: string) {
  const options = { issuer: pool.issuer(), algorithms: ['RS256'], currentDate: new Date(pool.clock.now()) }
  try {
    const { payload } = await jwtVerify(token, pool.keys.access.publicKey, options)
    return accessPayload.parse(payload)
  } catch (error) {
    const expired = error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED'
    throw notAuthorized(expired ? 'Access Token has expired' : 'Could not verify signature for Access Token')
  }
}
