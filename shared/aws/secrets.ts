import { hkdfSync } from 'node:crypto'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { unavailable } from '../data/failures.ts'
import { variable } from '../environment.ts'

export type KeyPurpose = 'invitation' | 'cursor' | 'idempotency' | 'rates' | 'suppression' | 'email-code' | 'reset-code'

/** Gives the 32-byte key for a purpose; all of them come from the deployment's one secret. */
export type SigningKey = (purpose: KeyPurpose) => Promise<Uint8Array>

const client = new SecretsManagerClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 } })
let secret: Promise<string> | undefined

export const signingKey: SigningKey = async purpose => {
  secret ??= readSecret()
  try {
    return new Uint8Array(hkdfSync('sha256', await secret, '', `roster ${purpose}`, 32))
  } catch {
    secret = undefined
    throw unavailable('The key store')
  }
}

async function readSecret(): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: variable('SIGNING_KEY_ARN') }))
  if (!SecretString) throw new Error('The signing secret is empty.')
  return SecretString
}
