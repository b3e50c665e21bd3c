import { describe, expect, test } from 'vitest'
import { list } from './deployed.ts'
import { isObject, type Resource, text } from './resources.ts'
import { plain } from './synthesized.ts'

const { resources } = plain
const queues = resources.of('AWS::SQS::Queue')
const fortnight = 14 * 24 * 60 * 60

const sourceOf = (path: string): Resource => {
  const found = resources
    .of('AWS::Lambda::EventSourceMapping')
    .find(({ properties }) => properties.FunctionName === `${path}/Function`)
  if (!found) throw new Error(`Nothing feeds ${path}.`)
  return found
}

describe('every queue', () => {
  test.for(queues.map(queue => [queue.path, queue] as const))(
    '%s keeps a fortnight, encrypted, by TLS only',
    ([path, { properties }]) => {
      expect(properties).toMatchObject({ MessageRetentionPeriod: fortnight, SqsManagedSseEnabled: true })
      const policy = resources
        .of('AWS::SQS::QueuePolicy')
        .find(one => JSON.stringify(one.properties.Queues) === JSON.stringify([path]))
      expect(JSON.stringify(policy?.properties)).toContain('{"Bool":{"aws:SecureTransport":"false"}}')
    },
  )
})

const consumers = [
  ['Mail', 'SendMail'],
  ['Events', 'PublishEvents'],
  ['Credentials', 'SyncCredentials'],
  ['Words', 'IndexWords'],
  ['Transfers', 'TransferResources'],
  ['Withdrawals', 'WithdrawGone'],
] as const

describe.for(consumers)('the queue %s', ([name, consumer]) => {
  const { properties } = resources.at(`Queues/${name}`)

  test('keeps the order of each group', () => {
    const ordered = {
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    }
    expect(properties).toMatchObject(ordered)
    expect(resources.at(`Queues/${name}DeadLetters`).properties).toMatchObject(ordered)
  })

  test('outlasts more than a day without what the consumer calls, then sets the message aside', () => {
    const redrive = properties.RedrivePolicy
    if (!isObject(redrive)) throw new Error('There is no redrive policy.')
    expect(redrive.deadLetterTargetArn).toBe(`Queues/${name}DeadLetters.Arn`)
    const seconds = Number(redrive.maxReceiveCount) * Number(properties.VisibilityTimeout)
    expect(seconds).toBeGreaterThan(24 * 60 * 60)
    expect(seconds).toBeLessThan(fortnight)
  })

  test('hides a message for six times the time that its consumer may take', () => {
    expect(properties.VisibilityTimeout).toBe(6 * Number(resources.at(`${consumer}/Function`).properties.Timeout))
  })

  test('feeds its consumer ten at a time, and takes back only what failed', () => {
    expect(sourceOf(consumer).properties).toMatchObject({
      EventSourceArn: `Queues/${name}.Arn`,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
  })
})

describe('the stream', () => {
  const { properties } = sourceOf('Dispatch')

  test('wakes the dispatcher for new audit events only', () => {
    const criteria = properties.FilterCriteria
    const filters = isObject(criteria) ? list(criteria.Filters).filter(isObject) : []
    expect(filters.map(({ Pattern }) => JSON.parse(text(Pattern)))).toEqual([
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'evt_' }] } } } },
    ])
  })

  test('keeps the order, isolates poison, and names what it gave up', () => {
    expect(properties).toMatchObject({
      EventSourceArn: 'Data/Table.StreamArn',
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 100,
      MaximumRecordAgeInSeconds: 12 * 60 * 60,
      DestinationConfig: { OnFailure: { Destination: 'StreamFailures.Arn' } },
    })
  })
})

test('invitations are looked through every five minutes, and a start that failed is kept', () => {
  expect(resources.one('AWS::Scheduler::Schedule').properties).toMatchObject({
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: 'ExpireInvitations/Function.Arn',
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 300 },
      DeadLetterConfig: { Arn: 'ScheduleFailures.Arn' },
    },
  })
  expect(resources.at('ExpireInvitations/Function').properties.DeadLetterConfig).toEqual({ TargetArn: 'ScheduleFailures.Arn' })
})

describe('what SES tells of the mails of invitations', () => {
  const failures = 'MailFailures.Arn'

  test('is heard from the default bus, of this deployment’s configuration set and with our tags alone', () => {
    const { properties } = resources.one('AWS::Events::Rule')
    expect(properties).not.toHaveProperty('EventBusName')
    expect(properties).toMatchObject({ State: 'ENABLED' })
    expect(properties.EventPattern).toEqual({
      source: ['aws.ses'],
      'detail-type': ['Email Sent', 'Email Delivered', 'Email Bounced', 'Email Complaint Received', 'Email Rejected'],
      detail: { mail: { tags: { 'ses:configuration-set': ['Mail/ConfigurationSet'], invitation: [{ exists: true }] } } },
    })
  })

  test('is kept when it could not be told, and when it could not be recorded', () => {
    expect(resources.one('AWS::Events::Rule').properties.Targets).toEqual([
      expect.objectContaining({
        Arn: 'RecordDelivery/Function.Arn',
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 24 * 60 * 60 },
        DeadLetterConfig: { Arn: failures },
      }),
    ])
    expect(resources.at('RecordDelivery/Function').properties.DeadLetterConfig).toEqual({ TargetArn: failures })
    const retries = resources
      .of('AWS::Lambda::EventInvokeConfig')
      .find(({ properties }) => properties.FunctionName === 'RecordDelivery/Function')
    expect(retries?.properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 6 * 60 * 60 })
  })

  test('comes from that rule alone, which alone may leave something in the queue', () => {
    const allowed = resources
      .of('AWS::Lambda::Permission')
      .filter(({ properties }) => properties.FunctionName === 'RecordDelivery/Function.Arn')
    expect(allowed.map(({ properties }) => [properties.Principal, properties.SourceArn])).toEqual([
      ['events.amazonaws.com', 'RecordDelivery/Rule.Arn'],
    ])
    const policy = resources
      .of('AWS::SQS::QueuePolicy')
      .find(({ properties }) => JSON.stringify(properties.Queues) === JSON.stringify(['MailFailures']))
    expect(JSON.stringify(policy?.properties)).toContain('{"ArnEquals":{"aws:SourceArn":"RecordDelivery/Rule.Arn"}}')
  })
})

test('mail goes out encrypted, and what becomes of it is told to the default bus', () => {
  expect(resources.one('AWS::SES::ConfigurationSet').properties).toMatchObject({
    DeliveryOptions: { TlsPolicy: 'REQUIRE' },
    ReputationOptions: { ReputationMetricsEnabled: true },
    SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  })
  expect(resources.one('AWS::SES::ConfigurationSetEventDestination').properties).toMatchObject({
    EventDestination: {
      EventBridgeDestination: { EventBusArn: expect.stringMatching(/event-bus\/default$/) },
      MatchingEventTypes: ['send', 'delivery', 'deliveryDelay', 'bounce', 'complaint', 'reject'],
    },
  })
})
