import { Duration } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'
import { mailPattern } from '../mail-pattern.ts'

/** Tells a function what becomes of the mails. EventBridge tries for a day to reach it, then keeps the event for the alarm. */
export const hearOfMail = (scope: Construct, lambda: IFunction, { mail, mailFailures }: Deployment): Rule => {
  const { 'detail-type': detailType, ...pattern } = mailPattern(mail.configurationSet.configurationSetName)
  return new Rule(scope, 'Rule', {
    description: 'What SES tells of the mails of invitations.',
    eventPattern: { ...pattern, detailType },
    targets: [new LambdaFunction(lambda, { deadLetterQueue: mailFailures, retryAttempts: 185, maxEventAge: Duration.hours(24) })],
  })
}
