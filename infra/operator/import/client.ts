import { problemOf } from './problems.ts'
import { Stopped } from './stopped.ts'

export type Request = { method: 'GET' | 'POST'; path: string; body?: string; idempotencyKey?: string }
export type Answer = { status: number; body: unknown; retryAfter: number | null }
/** Asks until there is an answer that asking again would not change, or nobody wants to wait any longer. */
export type Client = (request: Request) => Promise<Answer>

export type World = {
  fetch: typeof fetch
  /** Seconds; comes back sooner when somebody wants the run to stop. */
  wait(seconds: number): Promise<void>
  stopping(): boolean
  say(line: string): void
}

/** Seconds that are spent waiting for a service that is down; less when it never answered at all: then the address may be wrong. */
const patience = { known: 300, unknown: 10 }
const longest = 30

/** Every request of an import can be repeated: a GET, or a POST with its Idempotency-Key. */
export function openClient({ api, token }: { api: string; token: string }, { fetch, wait, stopping, say }: World): Client {
  let reached = false
  const pause = async (why: string, seconds: number) => {
    if (!stopping()) {
      say(`${why} Trying again in ${seconds} s.`)
      await wait(seconds)
    }
    if (stopping()) throw new Stopped('You stopped it.')
  }
  return async request => {
    let [waited, attempt] = [0, 0]
    for (;;) {
      const answer = await send(fetch, api, token, request)
      if (!('failed' in answer)) reached = true
      const trouble = troubleOf(answer)
      if (!trouble) {
        if ('failed' in answer) throw new Stopped(answer.failed)
        return answer
      }
      if (trouble.paced) await pause(trouble.why, trouble.paced)
      else {
        const seconds = Math.min(longest, Math.max(2 ** attempt++, trouble.atLeast))
        if (waited + seconds > (reached ? patience.known : patience.unknown))
          throw new Stopped(`${trouble.why} It was tried for ${waited} s.`)
        waited += seconds
        await pause(trouble.why, seconds)
      }
    }
  }
}

type Failed = { failed: string }

async function send(
  fetch: World['fetch'],
  api: string,
  token: string,
  { method, path, body, idempotencyKey }: Request,
): Promise<Answer | Failed> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  }
  try {
    const answer = await fetch(api + path, { method, headers, body, redirect: 'error', signal: AbortSignal.timeout(60_000) })
    const [text, retryAfter] = [await answer.text(), Number(answer.headers.get('retry-after') ?? Number.NaN)]
    return { status: answer.status, body: parsed(text), retryAfter: Number.isNaN(retryAfter) ? null : retryAfter }
  } catch (error) {
    return { failed: `No answer from ${api} (${causeOf(error)}).` }
  }
}

/** `paced`: the API said when to go on, and that is no failure, however often. */
type Trouble = { why: string; paced?: number; atLeast: number }

function troubleOf(answer: Answer | Failed): Trouble | null {
  if ('failed' in answer) return { why: answer.failed, atLeast: 0 }
  const { status, retryAfter } = answer
  const { limited, limit, detail = '' } = problemOf(answer)
  if (status === 429 && limited === 'requests' && limit !== 0 && retryAfter)
    return { why: `At most ${limit} requests a minute are taken.`, paced: retryAfter, atLeast: 0 }
  if (status === 429 && limit === 0) return null
  if (status === 429 || status >= 500)
    return { why: `The API answered ${status}: ${detail || 'nothing more'}`, atLeast: retryAfter ?? 0 }
  return null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function causeOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } } // what fetch throws
  return cause?.code || cause?.message || message
}
