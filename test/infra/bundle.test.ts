import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bundles, bundleFunctions, projectRoot } from '../../infra/bundle.ts'
import { needlessIn } from '../../infra/bundle-contents.ts'
import { allFunctions, type FunctionSpec, kebab } from '../../infra/function-files.ts'
import { dispatch, preSignUp } from '../../shared/routes/background.ts'
import { health, homePage } from '../../shared/routes/system.ts'

const require = createRequire(import.meta.url)
const temporary = mkdtempSync(join(tmpdir(), 'roster-bundle-'))
afterAll(() => rmSync(temporary, { recursive: true }))

const newFolder = () => mkdtempSync(join(temporary, 'project-'))

/** A project of its own, with these files and our packages. */
function newProject(files: Record<string, string>): string {
  const root = newFolder()
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

const bundle = (files: Record<string, string>, functions: FunctionSpec[]) =>
  bundleFunctions({ outDir: newFolder(), root: newProject(files), functions })

const web = {
  'web/accept.ts': 'document.title = "A"',
  'web/home.ts': 'document.title = "H"',
  'web/reset.ts': 'document.title = "R"',
  'web/page.css': 'a { color: red }',
  'web/accept.html': '',
  'web/home.html': '',
  'web/reset.html': '',
}

test('each function becomes a folder of its own, which Lambda can load', async () => {
  const files = {
    'functions/http/health.ts': 'export const handler = async () => "fine"',
    'functions/cognito/pre-sign-up.ts': 'export const handler = async () => 1',
  }
  const bundles = await bundle(files, [health, preSignUp])
  const folder = bundles.health?.folder ?? ''
  expect(readdirSync(folder)).toEqual(['index.js'])
  expect(await require(join(folder, 'index.js')).handler()).toBe('fine')
  expect(bundles.health?.bytes).toBe(readFileSync(join(folder, 'index.js')).byteLength)
})

test('the pages lie beside the code of whoever may read them, and of nobody else', async () => {
  const files = {
    ...web,
    'functions/http/home-page.ts': 'export const handler = 1',
    'functions/http/health.ts': 'export const handler = 1',
  }
  const bundles = await bundle(files, [homePage, health])
  const pages = readdirSync(join(bundles.homePage?.folder ?? '', 'web'))
  expect(pages.toSorted()).toEqual(['accept.html', 'accept.js', 'home.html', 'home.js', 'page.css', 'reset.html', 'reset.js'])
  expect(existsSync(join(bundles.health?.folder ?? '', 'web'))).toBe(false)
})

test('what is missing is named', async () => {
  await expect(bundle({}, [health])).rejects.toThrow('functions/http/health.ts (declared as "health")')
  await expect(bundle({ 'functions/http/home-page.ts': '' }, [homePage])).rejects.toThrow('web/accept.ts, web/home.ts')
})

test('a package that no grant asks for is found', async () => {
  const files = {
    'functions/http/health.ts':
      'import { SQSClient } from "@aws-sdk/client-sqs"; import { z } from "zod"; export const handler = () => [new SQSClient(), z.string()]',
    'functions/stream/dispatch.ts':
      'import { SQSClient } from "@aws-sdk/client-sqs"; export const handler = () => new SQSClient()',
  }
  const bundles = await bundle(files, [health, dispatch])
  const needless = (spec: FunctionSpec) =>
    needlessIn(bundles[spec.name] ?? { folder: '', bytes: 0, packages: [], inputs: [] }, spec)
  expect(needless(health)).toEqual([
    'health holds @aws-sdk/client-sqs',
    "health holds the whole of zod, where 'zod/mini' would do",
  ])
  expect(needless(dispatch)).toEqual([])
})

test('a name becomes a file as the house names files', () => expect(kebab('inviteUsers')).toBe('invite-users'))

describe('our own functions', () => {
  let bundles: Bundles
  beforeAll(async () => {
    bundles = await bundleFunctions({ outDir: newFolder() })
  })

  test.for(allFunctions.map(spec => [spec.name, spec] as const))('%s holds nothing that it needs not', ([name, spec]) => {
    const made = bundles[name]
    expect(made && needlessIn(made, spec)).toEqual([])
  })

  test('bundling twice gives the same bytes, so that an unchanged function is not deployed again', async () => {
    const again = await bundleFunctions({ outDir: newFolder() })
    expect(codeOf(again)).toEqual(codeOf(bundles))
  })
})

const codeOf = (bundles: Bundles) => Object.values(bundles).map(({ folder }) => readFileSync(join(folder, 'index.js'), 'utf8'))
