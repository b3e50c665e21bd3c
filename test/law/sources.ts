import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A file of ours, with `/` in its path on every system. */
export type Source = { path: string; text: string }

const read = (path: string): Source => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') })

/** Every TypeScript file of ours below these folders. */
export const sourcesIn = (...folders: string[]): Source[] =>
  folders
    .flatMap(folder => globSync(`${folder}/**/*.ts`, { cwd: root }))
    .toSorted()
    .map(read)

export const everything = (): Source[] => sourcesIn('functions', 'infra', 'shared', 'test', 'web')

/** `from` of another file is its path below the root; of a package, its name. `typeOnly`: nothing of it is there at run time. */
export type Import = { from: string; typeOnly: boolean; names: string[] }

const statement = /^(?:import|export)\s+(type\s+)?([^'"`;]*?)\s*from\s+'([^']+)'/gm
const bare = /^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

/** Everything that this file imports or exports on, read by its text: an import statement has one form here, which biome gives it. */
export function importsOf({ path, text }: Source): Import[] {
  const resolve = (from: string) => (from.startsWith('.') ? normalize(join(dirname(path), from)).replaceAll('\\', '/') : from)
  const named = [...text.matchAll(statement)].map(([, type, clause = '', from = '']) => {
    const names = (/\{([^}]*)\}/.exec(clause)?.[1] ?? '')
      .split(',')
      .map(name => name.trim())
      .filter(Boolean)
    const onlyTypes = names.length > 0 && clause.trim().startsWith('{') && names.every(name => name.startsWith('type '))
    return { from: resolve(from), typeOnly: Boolean(type) || onlyTypes, names: names.map(name => name.replace(/^type /, '')) }
  })
  const whole = [...text.matchAll(bare)].map(([, plain, dynamic]) => ({
    from: resolve(plain ?? dynamic ?? ''),
    typeOnly: false,
    names: [],
  }))
  return [...named, ...whole]
}

/** `shared/domain/rights.ts` is in `shared/domain`, in `shared` and in itself. */
export const isIn = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`)
