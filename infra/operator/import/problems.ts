import type * as z from 'zod/mini'
import type { problemShape } from '../../../shared/routes/fields.ts'
import type { Answer } from './client.ts'
import { Stopped } from './stopped.ts'

export type Problem = Partial<z.output<typeof problemShape>>

/** Of an answer that is no success; API Gateway's own have a message and nothing else. */
export function problemOf({ body }: Answer): Problem {
  if (typeof body !== 'object' || body === null) return {}
  const { message } = body as { message?: unknown } // any JSON object
  return { ...(typeof message === 'string' && { detail: message }), ...body }
}

/** Everything that is wrong with an entry, in one line. */
export const inWords = ({ code, detail = '', errors = [] }: Problem): string =>
  (code === 'validation_failed' && errors.length > 0
    ? errors.map(({ path, message }) => `${path} ${message}`).join('; ')
    : detail
  ).replaceAll(/\s+/g, ' ')

/** The body of a success. Anything else ends the run: what is refused as a whole will be refused again. */
export function expectOk(answer: Answer): unknown {
  if (answer.status >= 200 && answer.status < 300) return answer.body
  throw new Stopped(reasonOf(answer))
}

function reasonOf(answer: Answer): string {
  const problem = problemOf(answer)
  if (answer.status === 401)
    return 'The API does not take the token: it has run out (they last 15 minutes), or is not an access token of this deployment. Get a new one.'
  if (problem.errors?.some(({ path }) => path === 'query.dryRun')) return 'This deployment does not know --dry-run yet.'
  const whole = [
    `The API answered ${answer.status}${problem.code ? ` ${problem.code}` : ''}: ${inWords(problem) || 'nothing more'}`,
  ]
  return `${whole.join(' ').replace(/\.?$/, '.')}${problem.requestId ? ` (request ${problem.requestId})` : ''}`
}
