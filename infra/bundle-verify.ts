import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { projectRoot } from './bundle.ts'

const banner = `// Made from shared/verify.ts by "node infra/local/ready.cjs node infra/bundle-verify.ts". Change that, and run this.
// Holds aws-jwt-verify, Copyright Amazon.com, Inc. or its affiliates, licensed under Apache-2.0 as Roster is.`

/**
 * `roster/verify` as one JavaScript file without dependencies, and its types: Node takes no TypeScript from below node_modules, and whoever
 * links, installs or copies it should have nothing to build. A test sees to it that what is kept in `dist/` is that of now.
 */
export async function bundleVerify(outDir: string): Promise<void> {
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['shared/verify.ts'],
    outfile: join(outDir, 'verify.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    charset: 'utf8',
    banner: { js: banner },
    logLevel: 'warning',
  })
  await declareTypes(join(outDir, 'verify.d.ts'))
}

/** What is exported names no other file's types, so that of all the declarations made this one is enough. */
async function declareTypes(file: string): Promise<void> {
  const outDir = await mkdtemp(join(tmpdir(), 'roster-types-'))
  const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const how = '--declaration --emitDeclarationOnly --module nodenext --target es2025 --types node --strict --skipLibCheck'
  const args = ['shared/verify.ts', '--ignoreConfig', '--allowImportingTsExtensions', ...how.split(' '), '--outDir', outDir]
  await promisify(execFile)(process.execPath, [compiler, ...args], { cwd: projectRoot })
  await cp(join(outDir, 'verify.d.ts'), file)
  await rm(outDir, { recursive: true })
}

if (import.meta.main) await bundleVerify(join(projectRoot, 'dist'))
