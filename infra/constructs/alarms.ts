import { Duration } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'
import { isBackground, pascal } from '../function-files.ts'
import type { RosterFunction } from './function.ts'

export type Watched = {
  http: HttpApi
  deployment: Deployment
  /** The functions that no HTTP request calls: an error of the others is a 5xx of the API. */
  background: RosterFunction[]
}

type Condition = { metric: IMetric; threshold: number; periods?: number; description: string }

const period = Duration.minutes(5)

/** What someone must act on; each description says how. */
export class Alarms extends Construct {
  readonly all: Alarm[] = []
  private readonly topic: Topic | null

  constructor(scope: Construct, id: string, { http, deployment, background }: Watched, alarmMail: string | undefined) {
    super(scope, id)
    this.topic = alarmMail === undefined ? null : this.openTopic(alarmMail)
    for (const [name, queue] of Object.entries(setAside(deployment))) this.raise(`${pascal(name)}SetAside`, notEmpty(name, queue))
    for (const [name, queue] of Object.entries(deployment.queues.live)) this.raise(`${pascal(name)}Late`, late(name, queue))
    for (const { spec, lambda } of background) this.raise(`${pascal(spec.name)}Errors`, failing(spec.name, lambda))
    for (const { lambda } of background.filter(isDispatcher)) this.raise('DispatchLate', behind(lambda))
    this.raise('ApiErrors', {
      metric: http.metricServerError({ period, statistic: 'Sum' }),
      threshold: 5,
      description:
        'The API answered 5xx five times in five minutes: see the access log by status, then the function by requestId.',
    })
  }

  private raise(id: string, { metric, threshold, periods = 1, description }: Condition): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      alarmDescription: description,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    if (this.topic) alarm.addAlarmAction(new SnsAction(this.topic))
    this.all.push(alarm)
  }

  private openTopic(address: string): Topic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true })
    // A topic with a policy of its own loses the default one, which let the account's alarms publish.
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'))
    topic.addSubscription(new EmailSubscription(address))
    return topic
  }
}

const isDispatcher = ({ spec }: RosterFunction) => isBackground(spec) && spec.on.kind === 'stream'

/** Whatever stands in one of these waits for a person. */
export const setAside = ({ queues, streamFailures, scheduleFailures, mailFailures }: Deployment): Record<string, IQueue> => ({
  ...queues.deadLetters,
  stream: streamFailures,
  schedule: scheduleFailures,
  mailEvents: mailFailures,
})

const notEmpty = (name: string, queue: IQueue): Condition => ({
  metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
  threshold: 1,
  description: `What ${name} could not handle was set aside: find the cause in its function's log, mend it, then redrive the dead-letter queue.`,
})

const late = (name: string, queue: IQueue): Condition => ({
  metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
  threshold: Duration.minutes(15).toSeconds(),
  description: `The queue ${name} is 15 minutes behind: see the consumer's log, and whether what it calls is down. Nothing is lost for two days.`,
})

const failing = (name: string, lambda: IFunction): Condition => ({
  metric: lambda.metricErrors({ period }),
  threshold: 1,
  periods: 3,
  description: `${name} has failed for 15 minutes: see its log.`,
})

const behind = (dispatch: IFunction): Condition => ({
  metric: dispatch.metric('IteratorAge', { period, statistic: 'Maximum' }),
  threshold: Duration.minutes(15).toMilliseconds(),
  description: 'The dispatcher is 15 minutes behind the table: see its log. The stream keeps a day.',
})
