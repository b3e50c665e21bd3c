import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BackgroundSpec, background } from '../shared/routes/background.ts'
import { notFoundRoute, routes } from '../shared/routes/index.ts'
import type { RouteSpec } from '../shared/routes/route.ts'

export type FunctionSpec = RouteSpec | BackgroundSpec

/** Every function that is deployed; each has a name of its own. */
export const allFunctions: readonly FunctionSpec[] = [...routes, notFoundRoute, ...background]

export const isBackground = (spec: FunctionSpec): spec is BackgroundSpec => 'on' in spec

export const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

export const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** Where the handler stands, below the root of the project. */
export const sourceOf = (spec: FunctionSpec) =>
  join('functions', isBackground(spec) ? spec.folder : 'http', `${kebab(spec.name)}.ts`)

export function requireSources(root: string, specs: readonly FunctionSpec[]): void {
  const missing = specs.filter(spec => !existsSync(join(root, sourceOf(spec))))
  if (missing.length === 0) return
  const lines = missing.map(spec => `  ${sourceOf(spec)} (declared as "${spec.name}")`)
  throw new Error(`A function is declared in shared/routes, but its file is missing:\n${lines.join('\n')}`)
}
