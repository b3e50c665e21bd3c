import { Stack, type StackProps } from 'aws-cdk-lib'
import { EventBus } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { type BackgroundSpec, background, inboundFederation } from '../shared/routes/background.ts'
import type { RouteSpec } from '../shared/routes/route.ts'
import type { Bundles } from './bundle.ts'
import { Alarms } from './constructs/alarms.ts'
import { Api } from './constructs/api.ts'
import { newBackgroundFunction } from './constructs/background.ts'
import { newDashboard } from './constructs/dashboard.ts'
import { Mail } from './constructs/mail.ts'
import { newFailureQueue, Queues } from './constructs/queues.ts'
import { serveRoutes } from './constructs/routes.ts'
import { SignIn } from './constructs/sign-in.ts'
import { SigningKey } from './constructs/signing-key.ts'
import { RosterTable } from './constructs/table.ts'
import type { Deployment } from './deployment.ts'
import { writeOutputs } from './outputs.ts'
import type { Stage } from './stage.ts'

export type RosterProps = StackProps & { stage: Stage; routes: readonly RouteSpec[]; bundles: Bundles }

/** Roster in one AWS account and region: what it is made of, then its functions, then what watches them. */
export class RosterStack extends Stack {
  constructor(scope: Construct, id: string, { stage, routes, bundles, ...props }: RosterProps) {
    super(scope, id, props)
    const api = new Api(this, 'Api', stage)
    const mail = new Mail(this, 'Mail', stage)
    const deployment: Deployment = {
      stage,
      apiUrl: api.url,
      domainTarget: api.domainTarget,
      mail,
      signIn: new SignIn(this, 'SignIn', { stage, apiUrl: api.url, mail }),
      table: new RosterTable(this, 'Data', stage),
      signingKey: new SigningKey(this, 'SigningKey', stage).secret,
      bus: new EventBus(this, 'Bus', { description: 'What happened in Roster, for the product around it.' }),
      queues: new Queues(this, 'Queues'),
      streamFailures: newFailureQueue(this, 'StreamFailures'),
      scheduleFailures: newFailureQueue(this, 'ScheduleFailures'),
      mailFailures: newFailureQueue(this, 'MailFailures'),
    }
    serveRoutes(this, routes, { http: api.http, deployment, bundles })
    const functions = backgroundOf(stage).map(spec => newBackgroundFunction(this, spec, deployment, bundles))

    const watched = { http: api.http, deployment, background: functions }
    const alarms = new Alarms(this, 'Alarms', watched, stage.alarmMail)
    newDashboard(this, 'Dashboard', watched, alarms)
    writeOutputs(this, deployment, functions)
  }
}

/** Without identity providers there is nothing that the trigger of their sign-ins could hear of. */
const backgroundOf = ({ identityProviders = [] }: Stage): readonly BackgroundSpec[] =>
  background.filter(spec => spec !== inboundFederation || identityProviders.length > 0)
