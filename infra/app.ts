import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { routes } from '../shared/routes/index.ts'
import { settings } from '../shared/settings.ts'
import { bundleFunctions, projectRoot } from './bundle.ts'
import { addRoster } from './roster-app.ts'
import { stageOf } from './stage.ts'

const app = new App()
const stage = stageOf(settings, app.node.tryGetContext('stage'))
const bundles = await bundleFunctions({ outDir: join(projectRoot, 'cdk.out/functions') })
addRoster(app, stage, routes, bundles)
app.synth()
