import { JwtVerifier } from 'aws-jwt-verify'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { unavailable } from '../data/failures.ts'
import { variable } from '../environment.ts'
import { accessTokenOf, type SignedIn, signedInBy, Unauthorized } from './tokens.ts'

/** `fetch` rather than the library's own `node:https`, which takes longer to load than everything else here. */
const fetcher = {
  async fetch(uri: string): Promise<ArrayBuffer> {
    const answer = await fetch(uri, { signal: AbortSignal.timeout(3000) }).catch(() => null)
    if (!answer?.ok) throw unavailable('The sign-in service')
    return answer.arrayBuffer()
  },
}

let verifier: ReturnType<typeof openVerifier> | undefined

function openVerifier() {
  const issuer = variable('ISSUER_URL')
  const options = { issuer, audience: null, jwksUri: `${issuer}/.well-known/jwks.json` }
  return JwtVerifier.create(options, { jwksCache: new SimpleJwksCache({ fetcher }) })
}

/**
 * Who sends the request, where no authorizer stands before the route; null without a token.
 * @param at the stack's time, by which expiry counts too: the verifier knows only the machine's
 */
export async function bearerOf(event: APIGatewayProxyEventV2, at: string): Promise<SignedIn | null> {
  if (event.headers.authorization === undefined) return null
  const accessToken = accessTokenOf(event)
  verifier ??= openVerifier()
  const claims = await verifier.verify(accessToken).catch(error => {
    throw error instanceof Error && error.name === 'Refusal' ? error : new Unauthorized()
  })
  if (claims.client_id !== variable('USER_POOL_CLIENT_ID') || Number(claims.exp) <= Date.parse(at) / 1000)
    throw new Unauthorized()
  return { ...signedInBy(claims), accessToken }
}
