import { Aws, Duration } from 'aws-cdk-lib'
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { schedulerStatements } from '../grants.ts'

type Props = { lambda: IFunction; everyMinutes: number; failures: IQueue }

/** Runs a function again and again. A start that did not happen within the interval is left to the next one, and kept for the alarm. */
export function newSchedule(scope: Construct, { lambda, everyMinutes, failures }: Props): Schedule {
  const interval = Duration.minutes(everyMinutes)
  const role = new Role(scope, 'ScheduleRole', {
    // The condition keeps another account's schedules from borrowing the role.
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: { Start: new PolicyDocument({ statements: schedulerStatements(lambda.functionArn, failures.queueArn) }) },
  })
  const target = new LambdaInvoke(lambda, {
    role: role.withoutPolicyUpdates(),
    retryAttempts: 3,
    maxEventAge: interval,
    deadLetterQueue: failures,
  })
  return new Schedule(scope, 'Schedule', { schedule: ScheduleExpression.rate(interval), timeWindow: TimeWindow.off(), target })
}
