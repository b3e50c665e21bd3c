import { openOutputs } from '../functions.ts'
import type { Options } from './options.ts'
import { Stopped } from './stopped.ts'

type Chosen = Pick<Options, 'local' | 'outputs' | 'api' | 'as'>
export type Target = { api: string; token: string }

/** Where the API is, and as whom to call it. Neither token nor password is an argument: those show in lists of processes. */
export async function openTarget(options: Chosen, env: NodeJS.ProcessEnv): Promise<Target> {
  const values = options.api && !options.as ? {} : (await openOutputs(options).catch(stopping)).values
  return { api: checkedApi(options.api ?? values.ApiUrl ?? ''), token: await tokenOf(options, values, env) }
}

async function tokenOf({ as, local }: Chosen, values: Record<string, string>, env: NodeJS.ProcessEnv): Promise<string> {
  if (as && !local)
    throw new Stopped('--as is for --local: a deployment takes no passwords from programs. Set ROSTER_TOKEN instead.')
  if (as) return signIn(values, as, env.ROSTER_PASSWORD)
  const token = env.ROSTER_TOKEN?.trim()
  const how = local ? ', or sign in with --as <email> and the password in ROSTER_PASSWORD' : ''
  if (!token) throw new Stopped(`Set ROSTER_TOKEN to an access token of somebody who may invite${how}.`)
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    throw new Stopped('ROSTER_TOKEN holds no access token: that has three parts with dots between them.')
  return token
}

function checkedApi(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw new Stopped(`The API’s address must be a URL, not "${given}". See --api.`)
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol === 'http:' && !here) throw new Stopped(`${given} would send the token unencrypted. Take https.`)
  return given.replace(/\/+$/, '')
}

/** The local stack's Cognito takes passwords from programs. */
async function signIn(
  { CognitoEndpoint = '', UserPoolClientId }: Record<string, string>,
  email: string,
  password: string | undefined,
): Promise<string> {
  if (!password) throw new Stopped(`Set ROSTER_PASSWORD to the password of ${email}.`)
  const answer = await fetch(CognitoEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: UserPoolClientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  }).catch(() => stopping(new Error('The local stack does not answer. Start it first: npm start')))
  const { AuthenticationResult, message, ChallengeName } = (await answer.json()) as SignedIn // what Cognito answers
  if (AuthenticationResult) return AuthenticationResult.AccessToken
  throw new Stopped(
    `Signing in as ${email} failed: ${message ?? `it asks for more (${ChallengeName}). Sign in by the page and set ROSTER_TOKEN.`}`,
  )
}

type SignedIn = { AuthenticationResult?: { AccessToken: string }; message?: string; ChallengeName?: string }

function stopping(error: Error): never {
  throw new Stopped(error.message)
}
