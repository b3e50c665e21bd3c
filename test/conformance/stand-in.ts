import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { openClock } from '../../infra/local/clock.ts'
import { startCognito } from '../../infra/local/cognito/server.ts'
import { openFaults } from '../../infra/local/faults.ts'
import { openState } from '../../infra/local/state.ts'
import type { Target } from './list/entry.ts'

const pages = { callbackUrl: 'http://127.0.0.1:3000/callback', logoutUrl: 'http://127.0.0.1:3000/' }

/** The local stand-in with no triggers and nobody in it; it has everything that the list can need. */
export async function standInTarget(): Promise<Target & { close(): Promise<void> }> {
  const state = openState(null)
  const clock = openClock(state)
  const mails: { to: string; html: string }[] = []
  const cognito = await startCognito({
    port: 0,
    state,
    clock,
    faults: openFaults(),
    trigger: async () => undefined,
    sendMail: async mail => void mails.push(mail),
    callbackUrls: () => [pages.callbackUrl],
    accountCallbackUrls: () => [pages.callbackUrl],
    logoutUrls: () => [pages.logoutUrl],
  })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new CognitoIdentityProviderClient({ endpoint: cognito.url, region: 'eu-central-1', credentials, maxAttempts: 1 })
  return {
    client,
    userPoolId: cognito.userPoolId,
    clientId: cognito.clientId,
    issuer: cognito.issuer,
    graceSeconds: 0,
    made: new Set(),
    pages: { url: cognito.url, ...pages },
    provider: 'Provider',
    readMail: address => mails.findLast(({ to }) => to === address)?.html,
    advance: seconds => void clock.advance(seconds),
    close: async () => {
      client.destroy()
      await cognito.close()
      state.close()
    },
  }
}
