import { expect, test } from 'vitest'
import { background } from '../../../shared/routes/background.ts'
import { federated, synthesize } from './synthesized.ts'

const { resources } = federated
const names = resources.of('AWS::CloudWatch::Alarm').map(({ path }) => path.replace('Alarms/', ''))
const watched = synthesize({ settings: { alarmMail: 'oncall@example.com' } }).resources

test('there is an alarm for everything that someone must act on', () => {
  const setAside = ['Mail', 'Events', 'Credentials', 'Words', 'Transfers', 'Withdrawals', 'Stream', 'Schedule', 'MailEvents'].map(
    name => `${name}SetAside`,
  )
  const late = ['Mail', 'Events', 'Credentials', 'Words', 'Transfers', 'Withdrawals', 'Dispatch'].map(name => `${name}Late`)
  const errors = background.map(({ name }) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Errors`)
  expect(names.toSorted()).toEqual([...setAside, ...late, ...errors, 'ApiErrors'].toSorted())
})

test('each says what to do', () => {
  for (const { properties } of resources.of('AWS::CloudWatch::Alarm'))
    expect(properties.AlarmDescription).toMatch(/: (find|see) /)
})

test('alarms are mailed to whom the settings name', () => {
  expect(resources.of('AWS::SNS::Topic')).toEqual([])
  expect(watched.one('AWS::SNS::Subscription').properties).toMatchObject({ Protocol: 'email', Endpoint: 'oncall@example.com' })
  for (const { properties } of watched.of('AWS::CloudWatch::Alarm')) expect(properties.AlarmActions).toEqual(['Alarms/Topic'])
})

test('an alarm may publish to the topic, though that has a policy of its own', () => {
  const policy = JSON.stringify(watched.one('AWS::SNS::TopicPolicy').properties)
  expect(policy).toContain('{"Service":"cloudwatch.amazonaws.com"}')
  expect(policy).toContain('"aws:SecureTransport":"false"')
})

test('one page shows it all', () => expect(resources.of('AWS::CloudWatch::Dashboard')).toHaveLength(1))
