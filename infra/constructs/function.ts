import { Duration, Validations } from 'aws-cdk-lib'
import { Policy, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Bundles } from '../bundle.ts'
import { type Deployment, environmentOf } from '../deployment.ts'
import { type FunctionSpec, isBackground } from '../function-files.ts'
import { statementsOf } from '../grants.ts'
import { kindOf, memoryOf, timeoutOf } from './kinds.ts'
import { newLogGroup } from './logs.ts'

type Props = { spec: FunctionSpec; deployment: Deployment; bundles: Bundles }

/** One of Roster's functions: its declaration says what it may do and what it is told, and nothing is added later. */
export class RosterFunction extends Construct {
  readonly lambda: LambdaFunction
  readonly spec: FunctionSpec

  constructor(scope: Construct, id: string, { spec, deployment, bundles }: Props) {
    super(scope, id)
    this.spec = spec
    const bundle = bundles[spec.name]
    if (!bundle) throw new Error(`The function ${spec.name} was not bundled.`)
    const logGroup = newLogGroup(this, 'Logs')
    this.lambda = new LambdaFunction(this, 'Function', {
      description: describe(spec),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle.folder),
      handler: 'index.handler',
      memorySize: memoryOf(kindOf(spec)),
      timeout: timeoutOf(kindOf(spec)),
      environment: environmentOf(spec, deployment),
      // Without updates: what CDK's event sources and tracing would grant stands in infra/grants.ts, or nowhere.
      role: this.role(deployment, logGroup).withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...this.asynchronous(deployment),
    })
  }

  private role(deployment: Deployment, logGroup: ILogGroup): Role {
    const statements = statementsOf(this.spec, deployment, logGroup)
    // The pool names its triggers' functions, so what these may do to the pool can only be said after it.
    const { userPoolArn } = deployment.signIn.pool
    const later = kindOf(this.spec) === 'cognito' ? statements.filter(({ resources }) => resources.includes(userPoolArn)) : []
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Grants: new PolicyDocument({ statements: statements.filter(one => !later.includes(one)) }) },
    })
    if (later.length > 0) role.attachInlinePolicy(new Policy(this, 'PoolGrants', { statements: later }))
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Only what names no resource has a wildcard: taking segments for X-Ray, and the suppression list, of which an account has one.',
    })
    return role
  }

  /** The scheduler and EventBridge call without waiting. A start that is older than its interval is not worth running: the next one does its work. */
  private asynchronous({ scheduleFailures, mailFailures }: Deployment) {
    const on = isBackground(this.spec) ? this.spec.on : null
    if (on?.kind === 'schedule')
      return { deadLetterQueue: scheduleFailures, maxEventAge: Duration.minutes(on.everyMinutes), retryAttempts: 2 }
    return on?.kind === 'ses' ? { deadLetterQueue: mailFailures, maxEventAge: Duration.hours(6), retryAttempts: 2 } : {}
  }
}

const describe = (spec: FunctionSpec) => (isBackground(spec) ? `${spec.on.kind}: ${spec.name}` : `${spec.method} ${spec.path}`)
