import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { State } from '../state.ts'

export type SigningKey = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey; open: JWK }
export type SigningKeys = { access: SigningKey; id: SigningKey; jwks: { keys: JWK[] } }

/**
 * The pool's own RSA keys, made once per data folder: tokens outlive a restart. "Understanding the access token": it is signed by another
 * key than the ID token.
 */
export async function openSigningKeys(state: State): Promise<SigningKeys> {
  const [access, id] = await Promise.all([openKey(state, 'private'), openKey(state, 'private-id')])
  return { access, id, jwks: { keys: [access.open, id.open] } }
}

async function openKey(state: State, name: string): Promise<SigningKey> {
  const kept = state.collection<JWK>('cognito.key')
  const secret = kept.get(name) ?? (await newKey())
  kept.put(name, secret)
  const { kty, n, e } = secret
  const kid = await calculateJwkThumbprint({ kty, n, e })
  const open = { kty, n, e, kid, alg: 'RS256', use: 'sig' }
  return { kid, privateKey: await importKey(secret), publicKey: await importKey(open), open }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return exportJWK(privateKey)
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'RS256')
  // jose gives bytes only for symmetric keys.
  if (key instanceof Uint8Array) throw new TypeError('The signing key is not an RSA key.')
  return key
}
