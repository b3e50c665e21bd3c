import { cp, rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { bundleWeb } from './bundle-web.ts'
import { allFunctions, type FunctionSpec, requireSources, sourceOf } from './function-files.ts'

/** What one function is deployed as. */
export type Bundle = {
  /** Absolute; the whole of it becomes the function's asset. */
  folder: string
  /** Of `index.js`. */
  bytes: number
  /** The npm packages in it, by name. */
  packages: string[]
  /** Every file that went into it, below the root of the project. */
  inputs: string[]
}

export type Bundles = Record<string, Bundle>

type Options = {
  /** Overwritten. */
  outDir: string
  /** Where `functions/` and `web/` stand; the project's own folder unless a test says otherwise. */
  root?: string
  functions?: readonly FunctionSpec[]
}

export const projectRoot = join(import.meta.dirname, '..')

const howToBundle = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // CJS: a static import of a built-in costs an ES module 100 ms and more at start (nodejs/node#59686).
  format: 'cjs',
  // esbuild's order for Node prefers `main`; the ES modules behind `module` can be shaken, which halves the size.
  mainFields: ['module', 'main'],
  treeShaking: true,
  minify: true,
  legalComments: 'none',
  // No map is shipped: Node would need an option in every function's environment to read it, and parse it at every start. The build
  // is reproducible, so the map of whatever stands in a stack trace can be made anew from the commit that was deployed.
  sourcemap: false,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions

const alias = { '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts') }

/** One esbuild run for all functions: seconds, where one run each would take a minute. */
export async function bundleFunctions({ outDir, root = projectRoot, functions = allFunctions }: Options): Promise<Bundles> {
  requireSources(root, functions)
  const out = resolve(outDir)
  await rm(out, { recursive: true, force: true })
  const entryPoints = functions.map(spec => ({ in: sourceOf(spec), out: join(spec.name, 'index') }))
  const { metafile } = await build({ ...howToBundle, alias, absWorkingDir: root, entryPoints, outdir: out })
  await addPages(functions, root, out)
  return Object.fromEntries(functions.map(({ name }) => [name, describe(metafile, root, join(out, name))]))
}

/** `pages:read` means that the files lie beside the code, at `WEB_FOLDER`. */
async function addPages(functions: readonly FunctionSpec[], root: string, out: string): Promise<void> {
  const readers = functions.filter(({ grants }) => grants.includes('pages:read'))
  if (readers.length === 0) return
  const pages = join(out, '.web')
  await bundleWeb(pages, root)
  await Promise.all(readers.map(({ name }) => cp(pages, join(out, name, 'web'), { recursive: true })))
}

function describe(metafile: Metafile, root: string, folder: string): Bundle {
  const output = metafile.outputs[relative(root, join(folder, 'index.js'))]
  if (!output) throw new Error(`esbuild wrote no ${join(folder, 'index.js')}.`)
  const inputs = Object.entries(output.inputs)
    .flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []))
    .toSorted()
  return { folder, bytes: output.bytes, inputs, packages: [...new Set(inputs.flatMap(packageOf))] }
}

/** The innermost package of `node_modules/a/node_modules/@b/c/index.js` is `@b/c`. */
function packageOf(input: string): string[] {
  const name = input.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]
  return name ? [name] : []
}
