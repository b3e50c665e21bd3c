import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Context } from 'aws-lambda'
import { allFunctions, sourceOf } from '../function-files.ts'
import { root } from './root.ts'

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
  return async (name, event, context = contextOf(name)) => {
    const handler = handlers.get(name)
    if (!handler) throw new Error(`There is no function ${name}.`)
    return handler(event, context)
  }
}

const timeoutSeconds = 60

function contextOf(functionName: string): Context {
  const endsAt = Date.now() + timeoutSeconds * 1000
  const unsupported = () => {
    throw new Error('Callbacks are no longer part of Lambda; return a promise.')
  }
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  }
}
