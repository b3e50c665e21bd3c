import { Refusal } from '../domain/refusals.ts'

/** Somebody else was faster: read again, decide again. The shell does; nobody outside sees it. */
export class Stale extends Error {
  constructor() {
    super('What the decision stood on has changed.')
    this.name = 'Stale'
  }
}

/** The same request came twice at once, and the other one was first: start over, as the second. */
export class Overtaken extends Stale {}

export const stale = () => new Stale()

export const unavailable = (what: string) =>
  new Refusal('unavailable', `${what} does not answer right now. Try again shortly; nothing is half done.`, { retryAfter: 2 })

export const outOfTime = () =>
  new Refusal(
    'unavailable',
    'This took longer than a request may take. Send it again, with the same Idempotency-Key if it has one: what is done already is not done twice.',
    { retryAfter: 2 },
  )

const tries = 6

/** Reads and decides again as long as somebody else was faster, a few times. */
export async function untilFresh<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Stale) || attempt === tries) throw error
      await backoff(attempt + 1)
    }
  }
}

const passing = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ProvisionedThroughputExceededException',
  'TooManyRequestsException',
  'LimitExceededException',
  'SlowDown',
  'InternalServerError',
  'InternalServerException',
  'InternalServiceErrorException',
  'InternalErrorException',
  'InternalFailure',
  'InternalException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TransactionInProgressException',
  'TransactionConflictException',
  'UnexpectedLambdaException',
  'RequestTimeout',
  'TimeoutError',
  'AbortError',
])

/** Whether an AWS call failed for a reason that passes by itself: throttling, a fault there, or no answer at all. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, $metadata } = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } } // what the SDK adds
  return passing.has(error.name) || /^E[A-Z]+$/.test(code ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500
}

/** Waits a random while, longer with each try: full jitter. */
export const backoff = (attempt: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, Math.random() * Math.min(1000, 25 * 2 ** attempt)))

/** What DynamoDB answers; a failure that passes by itself becomes a refusal that says so. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw isPassing(error) ? unavailable('The database') : error
  }
}
