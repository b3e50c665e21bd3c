import { describe, expect, test } from 'vitest'
import { allFunctions, isBackground } from '../../../infra/function-files.ts'
import { variablesOf } from '../../../shared/environment.ts'
import { notFoundRoute } from '../../../shared/routes/index.ts'
import { deployed } from './deployed.ts'
import { federated, synthesize } from './synthesized.ts'

const { resources } = federated

const ofSender: Record<string, string[]> = {
  dispatch: [
    'QUEUE_URL_MAIL',
    'QUEUE_URL_EVENTS',
    'QUEUE_URL_CREDENTIALS',
    'QUEUE_URL_WORDS',
    'QUEUE_URL_TRANSFERS',
    'QUEUE_URL_WITHDRAWALS',
  ],
  sendMail: ['SET_ASIDE_URL_MAIL'],
  publishEvents: ['SET_ASIDE_URL_EVENTS'],
  syncCredentials: ['SET_ASIDE_URL_CREDENTIALS'],
  indexWords: ['SET_ASIDE_URL_WORDS'],
  transferResources: ['SET_ASIDE_URL_TRANSFERS'],
  withdrawGone: ['SET_ASIDE_URL_WITHDRAWALS'],
}

describe('a function is told what comes with its grants, and nothing else', () => {
  test.for(allFunctions.map(spec => [spec.name, spec] as const))('%s', ([name, spec]) => {
    const granted = spec.grants.flatMap(grant => (grant === 'queues:send' ? (ofSender[name] ?? []) : variablesOf[grant]))
    const asRoute = isBackground(spec) ? [] : ['STAGE', 'ISSUER_URL', 'USER_POOL_CLIENT_ID', 'LOGIN_URL', 'PRODUCT_URL']
    const { variables } = deployed(resources, spec)
    // The pool names its triggers' functions, and so can't stand in their environment: its events tell.
    const untold = isBackground(spec) && spec.on.kind === 'cognito' ? ['USER_POOL_ID'] : []
    const told = new Set([...granted, ...asRoute].filter(variable => !untold.includes(variable)))
    expect(Object.keys(variables).toSorted()).toEqual([...told].toSorted())
  })
})

test('each variable names what it says', () => {
  const told = allFunctions.flatMap(spec => Object.entries(deployed(resources, spec).variables))
  expect(Object.fromEntries(told)).toEqual({
    STAGE: 'test',
    APP_URL: 'Api/Http.ApiEndpoint',
    PRODUCT_URL: 'Api/Http.ApiEndpoint/',
    TABLE_NAME: 'Data/Table',
    USER_POOL_ID: 'SignIn/Pool',
    USER_POOL_CLIENT_ID: 'SignIn/Client',
    ISSUER_URL: 'SignIn/Pool.ProviderURL',
    LOGIN_URL: 'https://SignIn/Pool/Login.auth.AWS::Region.amazoncognito.com',
    SIGNING_KEY_ARN: 'SigningKey/Secret',
    MAIL_FROM: 'roster@example.com',
    MAIL_CONFIGURATION_SET: 'Mail/ConfigurationSet',
    BUS_NAME: 'Bus',
    QUEUE_URL_MAIL: 'Queues/Mail',
    QUEUE_URL_EVENTS: 'Queues/Events',
    QUEUE_URL_CREDENTIALS: 'Queues/Credentials',
    QUEUE_URL_WORDS: 'Queues/Words',
    QUEUE_URL_TRANSFERS: 'Queues/Transfers',
    QUEUE_URL_WITHDRAWALS: 'Queues/Withdrawals',
    SET_ASIDE_URL_WITHDRAWALS: 'Queues/WithdrawalsDeadLetters',
    SET_ASIDE_URL_WORDS: 'Queues/WordsDeadLetters',
    SET_ASIDE_URL_TRANSFERS: 'Queues/TransfersDeadLetters',
    SET_ASIDE_URL_MAIL: 'Queues/MailDeadLetters',
    SET_ASIDE_URL_EVENTS: 'Queues/EventsDeadLetters',
    SET_ASIDE_URL_CREDENTIALS: 'Queues/CredentialsDeadLetters',
    WEB_FOLDER: '/var/task/web',
    IDENTITY_PROVIDERS: expect.stringContaining('"name":"Okta"'),
    ACCOUNT_CLIENT_ID: 'SignIn/AccountClient',
  })
})

test('the product’s address is where people are sent, when there is one', () => {
  const product = synthesize({ settings: { productUrl: 'https://app.example.com/' } })
  expect(deployed(product.resources, notFoundRoute).variables.PRODUCT_URL).toBe('https://app.example.com/')
})
