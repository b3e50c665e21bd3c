import { RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'

/** Logs are for mending what broke; who did what stands in the table's audit log. So they go with the stack, and after three months. */
export const newLogGroup = (scope: Construct, id: string, logGroupName?: string): LogGroup =>
  new LogGroup(scope, id, { logGroupName, retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY })
