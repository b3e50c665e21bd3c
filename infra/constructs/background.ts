import type { Construct } from 'constructs'
import type { BackgroundSpec } from '../../shared/routes/background.ts'
import type { Bundles } from '../bundle.ts'
import type { Deployment } from '../deployment.ts'
import { pascal } from '../function-files.ts'
import { consume } from './consumers.ts'
import { RosterFunction } from './function.ts'
import { hearOfMail } from './mail-events.ts'
import { newSchedule } from './schedules.ts'
import { readStream } from './stream.ts'
import { trigger } from './triggers.ts'

/** A function that no HTTP request calls, connected with what calls it. */
export function newBackgroundFunction(
  scope: Construct,
  spec: BackgroundSpec,
  deployment: Deployment,
  bundles: Bundles,
): RosterFunction {
  const { on, name } = spec
  const made = new RosterFunction(scope, pascal(name), { spec, deployment, bundles })
  switch (on.kind) {
    case 'stream':
      readStream(made.lambda, deployment)
      break
    case 'queue':
      consume(made.lambda, deployment.queues.live[on.queue])
      break
    case 'schedule':
      newSchedule(made, { lambda: made.lambda, everyMinutes: on.everyMinutes, failures: deployment.scheduleFailures })
      break
    case 'cognito':
      trigger(deployment.signIn, on.trigger, made.lambda)
      break
    case 'ses':
      hearOfMail(made, made.lambda, deployment)
      break
    case 'operator': // nothing calls it but whom IAM lets
  }
  return made
}
