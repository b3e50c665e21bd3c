import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { now } from '../clock.ts'
import type { Origin } from '../data/events.ts'
import { backoff, Stale } from '../data/failures.ts'
import { faultsOf, inWords } from '../http/problems.ts'
import { logger } from '../logger.ts'
import type { BackgroundSpec } from '../routes/background.ts'
import type { ToolsOf } from '../tools.ts'

const tries = 6

/** The shell around what operators call: only the AWS account can (IAM), so there is no caller to admit. A bad input says what is wrong. */
export function operation<const Spec extends BackgroundSpec, Input extends z.ZodMiniType, Result>(
  spec: Spec,
  input: Input,
  tools: ToolsOf<Spec['grants']>,
  act: (input: z.output<Input>, tools: ToolsOf<Spec['grants']>, asked: { at: string; origin: Origin }) => Promise<Result>,
) {
  return async (payload: unknown, context: Context): Promise<Result> => {
    const parsed = input.safeParse(payload, inWords)
    if (!parsed.success)
      throw new Error(
        faultsOf(parsed.error)
          .map(({ path, message }) => `${path} ${message}`)
          .join('; '),
      )
    logger.info('operator', { operation: spec.name, requestId: context.awsRequestId })
    const origin = { ip: null, userAgent: null, requestId: context.awsRequestId }
    for (let attempt = 0; ; attempt++) {
      try {
        return await act(parsed.data, tools, { at: now(), origin })
      } catch (error) {
        if (!(error instanceof Stale) || attempt === tries) throw error
        await backoff(attempt + 1)
      }
    }
  }
}
