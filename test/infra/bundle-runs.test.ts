import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bundles, bundleFunctions } from '../../infra/bundle.ts'
import { lambdaContext } from '../../infra/local/lambda-context.ts'
import { createOrg } from '../support/people.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let outDir = ''
let bundles: Bundles = {}

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'roster-bundles-'))
  bundles = await bundleFunctions({ outDir })
})
afterAll(() => rm(outDir, { recursive: true, force: true }))

const handlerOf = (name: string) => createRequire(import.meta.url)(join(bundles[name]?.folder ?? '', 'index.js')).handler

test('what is deployed runs: a bundled function finds its credentials, its endpoint and the table', async () => {
  const org = await createOrg(stack(), 'Bundled')
  const { items } = await handlerOf('listOrganizations')({}, lambdaContext('listOrganizations', 30_000))
  expect(items).toMatchObject([{ id: org.id, name: 'Bundled', counts: { active: 1 } }])
})

test('every bundle can be loaded, and exports its handler', () => {
  for (const name of Object.keys(bundles)) expect(handlerOf(name), name).toBeTypeOf('function')
})
