import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../../infra/bundle.ts'
import { bundleVerify } from '../../infra/bundle-verify.ts'

const temporary = mkdtempSync(join(tmpdir(), 'roster-verify-'))
afterAll(() => rmSync(temporary, { recursive: true }))

const howTo = 'run "node infra/local/ready.cjs node infra/bundle-verify.ts"'

test('what dist/ holds is made of the sources of now', async () => {
  await bundleVerify(temporary)
  for (const file of ['verify.js', 'verify.d.ts']) {
    const [made, kept] = [join(temporary, file), join(projectRoot, 'dist', file)].map(path => readFileSync(path, 'utf8'))
    expect(kept === made, `dist/${file} is of before: ${howTo}`).toBe(true)
  }
})

/** A project of somebody else, in which `roster` is what `bring` makes of it. */
function newProject(bring: (roster: string) => void): string {
  const folder = mkdtempSync(join(temporary, 'product-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  mkdirSync(join(folder, 'node_modules'))
  bring(join(folder, 'node_modules', 'roster'))
  return folder
}

const ways = {
  'a link to the folder, as npm install makes it': (roster: string) => symlinkSync(projectRoot, roster, 'junction'),
  'a copy without our packages': (roster: string) => {
    for (const part of ['package.json', 'dist']) cpSync(join(projectRoot, part), join(roster, part), { recursive: true })
  },
}

describe.each(Object.entries(ways))('%s', (_, bring) => {
  test('can be imported from another project', () => {
    const code = `
      import { RosterError, rosterVerifier } from 'roster/verify'
      const roster = rosterVerifier({ userPoolId: 'eu-central-1_Abc', clientId: 'c' })
      await roster.verify('a.b.c').catch(error => console.log(error instanceof RosterError, error.status))`
    const folder = newProject(bring)
    writeFileSync(join(folder, 'product.js'), code)
    expect(execFileSync(process.execPath, ['product.js'], { cwd: folder, encoding: 'utf8' })).toBe('true 401\n')
    const required = 'console.log(typeof require("roster/verify").rosterVerifier)'
    expect(execFileSync(process.execPath, ['-e', required], { cwd: folder, encoding: 'utf8' })).toBe('function\n')
  })

  test('has types for a strict TypeScript project', () => {
    const folder = newProject(bring)
    const code = `
      import { rosterVerifier, type Who } from 'roster/verify'
      const roster = rosterVerifier({ issuer: 'https://issuer.example.com', clientId: 'c' })
      export const who: Promise<Who> = roster.verify(undefined)
      export const may: boolean = (await who).has('reports:read')
      export const wrong: string = (await who).sites`
    writeFileSync(join(folder, 'product.ts'), code)
    const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc')
    const args = [compiler, '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'product.ts']
    const run = () => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
    expect(run).toThrow()
    writeFileSync(join(folder, 'product.ts'), code.replace('wrong: string', 'right: string[] | string'))
    expect(run()).toBe('')
  })
})

test('nothing else of Roster can be imported by its name', () => {
  const folder = newProject(ways['a link to the folder, as npm install makes it'])
  const reach = 'import("roster/shared/settings.ts").catch(error => console.log(error.code))'
  expect(execFileSync(process.execPath, ['-e', reach], { cwd: folder, encoding: 'utf8' })).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n')
})
