import { existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { productStyle } from './product-style.ts'

const built = ['accept.ts', 'home.ts', 'reset.ts', 'page.css']
const copied = ['accept.html', 'home.html', 'reset.html']

/** Makes what a browser loads out of `web/`: `accept.js`, `home.js`, `reset.js`, what they share or load on demand, `page.css` and the three pages. */
export async function bundleWeb(outDir: string, root: string): Promise<void> {
  const source = (file: string) => join(root, 'web', file)
  const missing = [...built, ...copied].filter(file => !existsSync(source(file)))
  if (missing.length > 0) throw new Error(`Files of the pages are missing: ${missing.map(file => `web/${file}`).join(', ')}.`)
  await mkdir(outDir, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: built.map(source),
    outdir: outDir,
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    platform: 'browser',
    // Browsers of the last two years: what passkeys and the pages' own CSS need, too.
    target: ['es2023', 'chrome120', 'firefox121', 'safari17.2'],
    format: 'esm',
    minify: true,
    banner: { css: productStyle },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  })
  await Promise.all(copied.map(file => cp(source(file), join(outDir, file))))
}
