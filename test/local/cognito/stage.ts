import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { onTestFinished } from 'vitest'
import { openClock } from '../../../infra/local/clock.ts'
import { startCognito, type TriggerName } from '../../../infra/local/cognito/server.ts'
import { openFaults } from '../../../infra/local/faults.ts'
import type { LocalProviders } from '../../../infra/local/identity-providers.ts'
import { openState, type State } from '../../../infra/local/state.ts'

type Event = Record<string, unknown> & { triggerSource?: string; request?: Record<string, unknown> }
type Trigger = (event: Event) => Record<string, unknown> | Promise<Record<string, unknown>>

export const callback = 'http://127.0.0.1:3000/callback'
export const loggedOut = 'http://127.0.0.1:3000/'
export const password = 'correct horse battery'

type Options = { state?: State; mailFails?: boolean; providers?: LocalProviders }

/** A user pool of its own, on a free port, with what its triggers were called with and what it mailed. */
export async function openStage({ state = openState(null), mailFails = false, providers }: Options = {}) {
  const clock = openClock(state)
  const faults = openFaults()
  const events: { name: TriggerName; event: Event }[] = []
  const mails: { to: string; subject: string; html: string }[] = []
  const triggers: Partial<Record<TriggerName, Trigger>> = {}
  const cognito = await startCognito({
    port: 0,
    state,
    clock,
    faults,
    providers,
    trigger: async (name, event) => {
      events.push({ name, event })
      return triggers[name]?.(event)
    },
    sendMail: async mail => {
      if (mailFails) throw new Error('Address is on the suppression list')
      mails.push(mail)
    },
    callbackUrls: () => [callback],
    accountCallbackUrls: () => [callback],
    logoutUrls: () => [loggedOut],
  })
  const client = new CognitoIdentityProviderClient({
    endpoint: cognito.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  onTestFinished(async () => {
    client.destroy()
    await cognito.close()
  })
  return {
    cognito,
    client,
    clock,
    faults,
    state,
    events,
    mails,
    triggers,
    UserPoolId: cognito.userPoolId,
    ClientId: cognito.clientId,
    AccountClientId: cognito.accountClientId,
  }
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** A confirmed user with a verified email and the password above. */
export async function createPerson(stage: Stage, email: string, Username = `usr_${email.split('@')[0]}`) {
  const { UserPoolId } = stage
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
  ]
  await stage.client.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' }))
  await stage.client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: password, Permanent: true }))
  return Username
}

export const initiate = ({ client, ClientId }: Stage, USERNAME: string, PASSWORD = password) =>
  client.send(new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } }))

export async function signIn(stage: Stage, username: string, given = password) {
  const { AuthenticationResult: result } = await initiate(stage, username, given)
  return {
    AccessToken: result?.AccessToken ?? '',
    IdToken: result?.IdToken ?? '',
    RefreshToken: result?.RefreshToken ?? '',
    ExpiresIn: result?.ExpiresIn,
  }
}

/** The claims, after the checks that an API makes: signature against the published keys, issuer, expiry. */
export async function verify({ cognito, clock }: Stage, token: string) {
  const keys = createRemoteJWKSet(new URL(`${cognito.issuer}/.well-known/jwks.json`))
  const { payload } = await jwtVerify(token, keys, { issuer: cognito.issuer, currentDate: new Date(clock.now()) })
  return payload
}

/** The sources of the trigger calls so far, in order. */
export const sources = ({ events }: Stage) => events.map(({ event }) => event.triggerSource)
