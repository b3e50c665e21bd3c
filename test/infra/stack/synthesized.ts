import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { afterAll } from 'vitest'
import type { Bundle, Bundles } from '../../../infra/bundle.ts'
import { allFunctions, type FunctionSpec } from '../../../infra/function-files.ts'
import { addRoster } from '../../../infra/roster-app.ts'
import { stageOf } from '../../../infra/stage.ts'
import { routes as declared } from '../../../shared/routes/index.ts'
import type { RouteSpec } from '../../../shared/routes/route.ts'
import type { StageSettings } from '../../../shared/settings.ts'
import { type Json, Resources, type Template } from './resources.ts'

/** What cloudformation-validate and cdk-nag say, each. */
type Report = { violations: Json[]; suppressedViolations?: { description: string }[] }

type Given = { settings?: Partial<StageSettings>; routes?: readonly RouteSpec[] }

export type Synthesized = {
  /** Every resource of the stack and of its nested stacks. */
  resources: Resources
  /** By file, as CloudFormation gets them. */
  templates: Record<string, Template>
  /** What cdk-nag and cloudformation-validate found, warnings included. */
  findings: Json[]
  /** What cloudformation-validate would have found, had nobody said why it may be. */
  accepted: string[]
}

/** So that a template says which construct made what. */
const asTheCommandLine = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true }

const temporary = mkdtempSync(join(tmpdir(), 'roster-synth-'))
afterAll(() => rmSync(temporary, { recursive: true }))

/** The app as `cdk synth` makes it, with the same feature flags, but for the handlers: an empty file stands for each. */
export function synthesize({ settings = {}, routes = declared }: Given = {}): Synthesized {
  const outdir = mkdtempSync(join(temporary, 'out-'))
  const app = new App({ outdir, context: { ...readJson('cdk.json').context, ...asTheCommandLine } })
  const stages = { test: { mailFrom: 'roster@example.com', ...settings } }
  const stage = stageOf({ product: { name: 'Roster' }, permissions: [], stages }, 'test')
  const stack = addRoster(app, stage, routes, emptyBundles([...allFunctions, ...routes]))
  const assembly = app.synth()
  const template: Template = assembly.getStackArtifact(stack.artifactId).template
  const nested = nestedIn(template, outdir)
  const templates = { [stack.templateFile]: template, ...nested }
  const reports: Report[] = readJson(join(outdir, 'validation-report.json')).pluginReports
  return {
    resources: new Resources(template, nested),
    templates,
    findings: reports.flatMap(({ violations }) => violations),
    accepted: reports.flatMap(({ suppressedViolations = [] }) => suppressedViolations.map(({ description }) => description)),
  }
}

function nestedIn({ Resources: resources }: Template, outdir: string): Record<string, Template> {
  const files = Object.values(resources).flatMap(({ Metadata }) =>
    typeof Metadata?.['aws:asset:path'] === 'string' ? [Metadata['aws:asset:path']] : [],
  )
  return Object.fromEntries(
    files.filter(file => file.endsWith('.nested.template.json')).map(file => [file, readJson(join(outdir, file))]),
  )
}

function emptyBundles(functions: readonly FunctionSpec[]): Bundles {
  const bundles = functions.map(({ name }): [string, Bundle] => {
    const folder = join(temporary, 'functions', name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'index.js'), `exports.handler = async () => '${name}'\n`)
    return [name, { folder, bytes: 0, inputs: [], packages: [] }]
  })
  return Object.fromEntries(bundles)
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

/** With nothing set but what must be. Made once, for all tests of the stack. */
export const plain = synthesize()

/** With identity providers of each kind, and so with every function there is. */
export const federated = synthesize({
  settings: {
    identityProviders: [
      {
        name: 'Okta',
        domains: ['acme.example'],
        groupsAttribute: 'memberOf',
        saml: { metadataUrl: 'https://acme.okta.example/metadata' },
      },
      {
        name: 'Entra',
        domains: ['bolt.example', 'eu.bolt.example'],
        emailAttribute: 'upn',
        oidc: { issuer: 'https://login.example.com/tenant/v2.0', clientId: 'abc', clientSecretName: 'roster/entra' },
      },
      { name: 'Lumen', domains: ['lumen.example'], saml: { metadata: '<EntityDescriptor></EntityDescriptor>' } },
    ],
  },
})
