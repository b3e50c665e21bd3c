import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { Target } from './entry.ts'

/** The claims, after the checks that an API makes: signature against the published keys, issuer, expiry. */
export async function verified({ issuer }: Target, token: string): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`))
  return (await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] })).payload
}

export const keyOf = (token: string): string | undefined => decodeProtectedHeader(token).kid
