import { type App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { RouteSpec } from '../shared/routes/route.ts'
import type { Bundles } from './bundle.ts'
import { RosterStack } from './roster-stack.ts'
import type { Stage } from './stage.ts'

/** Puts one stage into the app, checked by cdk-nag. It names no account and no region: the template is the same wherever it goes. */
export function addRoster(app: App, stage: Stage, routes: readonly RouteSpec[], bundles: Bundles): RosterStack {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  Tags.of(app).add('application', 'roster')
  Tags.of(app).add('stage', stage.name)
  return new RosterStack(app, `Roster-${stage.name}`, { stage, routes, bundles, description: `Roster, stage ${stage.name}` })
}
