import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import type { LoginPages, Target } from './list/entry.ts'

const prefix = 'COGNITO_CONFORMANCE_'

/** The pool that the environment names, or null. Credentials and region are found as every AWS client finds them. */
export async function foreignTarget(): Promise<Target | null> {
  const userPoolId = setting('USER_POOL_ID')
  if (!userPoolId) return null
  const clientId = needed('CLIENT_ID')
  const endpoint = setting('ENDPOINT')
  const client = new CognitoIdentityProviderClient({ endpoint, maxAttempts: 5 })
  const issuer =
    setting('ISSUER') ?? `${endpoint ?? `https://cognito-idp.${await client.config.region()}.amazonaws.com`}/${userPoolId}`
  // 60 s is what Roster's own client has.
  const graceSeconds = Number(setting('GRACE_SECONDS') ?? 60)
  return {
    client,
    userPoolId,
    clientId,
    issuer,
    graceSeconds,
    pages: loginPages(),
    provider: setting('PROVIDER'),
    made: new Set(),
  }
}

function loginPages(): LoginPages | undefined {
  const url = setting('LOGIN_URL')
  return url ? { url, callbackUrl: needed('CALLBACK_URL'), logoutUrl: needed('LOGOUT_URL') } : undefined
}

const setting = (name: string): string | undefined => process.env[`${prefix}${name}`] || undefined

function needed(name: string): string {
  const value = setting(name)
  if (!value) throw new Error(`${prefix}${name} must be set, too.`)
  return value
}
