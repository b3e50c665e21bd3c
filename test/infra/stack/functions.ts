import { expect, test } from 'vitest'
import { deployedFunctions } from './deployed.ts'
import { text } from './resources.ts'
import { federated } from './synthesized.ts'

const { resources } = federated
const functions = deployedFunctions(resources)

test('every function runs the same Node on the same processor, is traced and logs JSON into its own group', () => {
  const groups = functions.map(({ function: { properties } }) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    })
    expect(properties.LoggingConfig).toMatchObject({ LogFormat: 'JSON' })
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions')
    return JSON.stringify(properties.LoggingConfig)
  })
  expect(new Set(groups).size).toBe(functions.length)
})

test('every log is forgotten after three months', () => {
  const groups = resources.of('AWS::Logs::LogGroup')
  expect(groups).toHaveLength(functions.length + 1)
  for (const { properties } of groups) expect(properties.RetentionInDays).toBe(90)
})

test('a route ends before API Gateway hangs up, a trigger when Cognito does', () => {
  const timeouts = Object.fromEntries(
    functions.map(({ spec, function: { properties } }) => [spec.name, Number(properties.Timeout)]),
  )
  expect(timeouts).toMatchObject({ inviteUsers: 25, notFound: 25, preTokenGeneration: 5, expireInvitations: 240 })
})

test('nothing calls an operator’s function: only whom IAM lets', () => {
  const operators = functions
    .filter(({ spec }) => 'on' in spec && spec.on.kind === 'operator')
    .map(({ function: { path } }) => path)
  expect(operators).toHaveLength(5)
  const callable = resources
    .of('AWS::Lambda::Permission')
    .map(({ properties }) => text(properties.FunctionName).replace(/\.Arn$/, ''))
  for (const path of operators) expect(callable).not.toContain(path)
})

test('Cognito may call its triggers for this pool only', () => {
  const byCognito = resources
    .of('AWS::Lambda::Permission')
    .filter(({ properties }) => properties.Principal === 'cognito-idp.amazonaws.com')
  expect(byCognito.map(({ properties }) => properties.SourceArn)).toEqual(Array(6).fill('SignIn/Pool.Arn'))
})
