import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IdentityProvider } from '../../shared/domain/federation.ts'
import { background } from '../../shared/routes/background.ts'
import { notFoundRoute, routes } from '../../shared/routes/index.ts'
import { settings } from '../../shared/settings.ts'
import { bundleWeb } from '../bundle-web.ts'
import { checkProduct } from '../product-faults.ts'
import { startAws } from './aws.ts'
import { openClock } from './clock.ts'
import { startCognito } from './cognito/server.ts'
import { startControl } from './control.ts'
import { type DynamoDbCall, startDynamoDbProxy } from './dynamodb-proxy.ts'
import { environmentOf, mailFrom } from './environment.ts'
import { openFaults } from './faults.ts'
import { type InvokeFunction, loadFunctions } from './functions.ts'
import { startGateway } from './gateway.ts'
import { configuredProviders, openProviders } from './identity-providers.ts'
import { startLambdaApi } from './lambda-api.ts'
import { mailRules } from './mail-rules.ts'
import { startMailbox } from './mailbox.ts'
import { mappedProvider } from './mapped-provider.ts'
import { startMappings } from './mappings.ts'
import { onPort } from './ports.ts'
import { queueDefinitions } from './queue-definitions.ts'
import { openQueues } from './queues.ts'
import { root } from './root.ts'
import { startScheduler } from './scheduler.ts'
import { outputsOf } from './stack-outputs.ts'
import { openState, type State } from './state.ts'
import { createTable, lookInto } from './table.ts'

export type StackOptions = {
  /** Of the API; the other servers take the next ones. 0: any free ones. */
  port: number
  /** Where everything is kept, or null for memory. */
  folder: string | null
  /** DynamoDB Local. */
  dynamoDb: string
  tableName?: string
  /** Told of every call to DynamoDB, for counting. */
  onCall?: (call: DynamoDbCall) => void
  /** Instead of those that the settings name. */
  identityProviders?: IdentityProvider[]
}

export type Stack = { outputs: Record<string, string>; state: State; invoke: InvokeFunction; close(): Promise<void> }

/** The whole system on this machine: what `infra/roster-stack.ts` deploys, from the same route table and the same handlers. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { port, folder, dynamoDb, tableName = 'roster', onCall, identityProviders = configuredProviders } = options
  checkProduct(settings.product)
  const at = (offset: number) => (port === 0 ? 0 : port + offset)
  const state = openState(folder)
  const clock = openClock(state, offset => {
    process.env.CLOCK_OFFSET_SECONDS = String(offset)
  })
  const faults = openFaults()
  const queues = openQueues({ state, clock, definitions: queueDefinitions })
  const web = await mkdtemp(join(tmpdir(), 'roster-web-'))
  const [, proxy, aws] = await Promise.all([
    createTable(dynamoDb, tableName),
    onPort(at(4), free => startDynamoDbProxy({ port: free, target: dynamoDb, faults, onCall })),
    onPort(at(5), free => startAws({ port: free, state, clock, faults, queues })),
    bundleWeb(web, root),
  ])
  const ready = Promise.withResolvers<InvokeFunction>()
  const invoke: InvokeFunction = async (...call) => (await ready.promise)(...call)
  const hearOfMail = mailRules(invoke, faults)
  const mailbox = await onPort(at(2), free =>
    startMailbox({ port: free, state, clock, faults, verifiedFrom: [mailFrom], onEvent: hearOfMail }),
  )
  const providers = openProviders(identityProviders)
  let apiUrl = ''
  const cognito = await onPort(at(1), free =>
    startCognito({
      port: free,
      state,
      clock,
      faults,
      providers,
      trigger: (name, event) => callTrigger(invoke, name, event),
      sendMail: async ({ to, subject, html }) => void mailbox.deliver({ to, from: mailFrom, subject, html, text: '' }),
      callbackUrls: () => [`${apiUrl}/`, `${apiUrl}/accept`],
      accountCallbackUrls: () => [`${apiUrl}/`],
      logoutUrls: () => [`${apiUrl}/`],
    }),
  )
  const gateway = await startGateway({
    port,
    routes: routes.map(({ name, method, path, permission }) => ({
      name,
      method,
      path,
      auth: permission === 'public' ? 'none' : 'jwt',
    })),
    fallback: notFoundRoute.name,
    invoke: async (name, event, context) => (await invoke(name, event, context)) as never, // what it is, the gateway checks
    issuer: cognito.issuer,
    audience: cognito.clientId,
    clock,
    corsOrigins: settings.stages.dev?.corsOrigins,
  })
  apiUrl = gateway.url
  ready.resolve(await loadFunctions(environmentOf({ tableName, proxy, aws, mailbox, cognito, apiUrl, web, identityProviders })))
  const mappings = await startMappings({ endpoint: dynamoDb, tableName, state, queues, invoke })
  const scheduler = startScheduler({
    clock,
    schedules: background.flatMap(({ name, on }) =>
      on.kind === 'schedule' ? [{ name, everySeconds: on.everyMinutes * 60, run: () => invoke(name, {}) }] : [],
    ),
  })
  const operators = background.filter(({ on }) => on.kind === 'operator').map(({ name }) => name)
  const lambda = await onPort(at(6), free => startLambdaApi(free, invoke, operators))
  const control = await onPort(at(3), free =>
    startControl({
      port: free,
      clock,
      faults,
      scheduler,
      queues,
      events: () => aws.events(),
      backgrounds: [...mappings, mailbox],
      federatedSignIn: async asked =>
        cognito.federatedSignIn({
          ...asked,
          provider: asked.provider ?? (await mappedProvider(lookInto(dynamoDb, tableName), asked.email)),
        }),
    }),
  )
  return {
    outputs: outputsOf({ apiUrl, cognito, mailbox, control, lambda, dynamoDb, tableName, operators }),
    state,
    invoke,
    async close() {
      await scheduler.close()
      await Promise.all([gateway.close(), control.close(), lambda.close()])
      await Promise.all(mappings.map(mapping => mapping.close()))
      await Promise.all([cognito.close(), mailbox.close(), aws.close(), proxy.close(), rm(web, { recursive: true, force: true })])
      state.close()
    },
  }
}

/** Undefined where no function of ours stands behind the trigger. */
async function callTrigger(invoke: InvokeFunction, name: string, event: Record<string, unknown>): Promise<object | undefined> {
  const spec = background.find(({ on }) => on.kind === 'cognito' && on.trigger === name)
  return spec && ((await invoke(spec.name, event)) as object) // a trigger returns its event
}
