import type { InvokeFunction } from './functions.ts'
import { json, type Request, type Response, type Served, serve } from './serve.ts'

const path = /^\/2015-03-31\/functions\/([A-Za-z]+)\/invocations$/

/**
 * Lambda's Invoke, for what only the AWS account may call: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @param callable which functions
 */
export const startLambdaApi = (port: number, invoke: InvokeFunction, callable: string[]): Promise<Served> =>
  serve(port, request => answer(request, invoke, callable))

async function answer(request: Request, invoke: InvokeFunction, callable: string[]): Promise<Response> {
  const name = path.exec(request.url.pathname)?.[1] ?? ''
  if (request.method !== 'POST' || !callable.includes(name)) {
    return json(
      404,
      { Type: 'User', Message: `Function not found: ${name}` },
      { 'x-amzn-ErrorType': 'ResourceNotFoundException' },
    )
  }
  try {
    return json(200, (await invoke(name, JSON.parse(request.body.toString('utf8') || 'null'))) ?? null)
  } catch (error) {
    const { name: errorType, message } = error instanceof Error ? error : new Error(String(error))
    return json(200, { errorType, errorMessage: message }, { 'x-amz-function-error': 'Unhandled' })
  }
}
