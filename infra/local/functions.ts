import { join } from 'node:path'
import type { Context } from 'aws-lambda'
import { allFunctions, sourceOf } from '../function-files.ts'
import { lambdaContext } from './lambda-context.ts'
import { root } from './root.ts'

const timeoutMs = 60_000

type Handler = (event: unknown, context: Context) => Promise<unknown>

/** Calls a function by its name, as Lambda does; a rejection is the function's error. */
export type InvokeFunction = (name: string, event: unknown, context?: Context) => Promise<unknown>

/** The deployed code itself: each function's module, and what it exports as `handler`. It finds everything in its environment. */
export async function loadFunctions(environment: Record<string, string>): Promise<InvokeFunction> {
  Object.assign(process.env, environment)
  const handlers = new Map(
    await Promise.all(
      allFunctions.map(async (spec): Promise<[string, Handler]> => {
        const module: { handler: Handler } = await import(join(root, sourceOf(spec)))
        return [spec.name, module.handler]
      }),
    ),
  )
  return async (name, event, context = lambdaContext(name, timeoutMs)) => {
    const handler = handlers.get(name)
    if (!handler) throw new Error(`There is no function ${name}.`)
    return handler(event, context)
  }
}
