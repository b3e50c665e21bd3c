import { beforeEach, expect, test } from 'vitest'
import { openClient } from '../../../infra/operator/import/client.ts'

type Given = Error | { status: number; body?: object; retryAfter?: number }

/** An API that answers so, one after the other and the last for ever, and somebody who waits without waiting. */
function client(given: Given[], stopAfter = Number.POSITIVE_INFINITY) {
  const answers = [...given]
  const fetch = async () => {
    const next = (answers.length > 1 ? answers.shift() : answers[0]) as Given // there is one
    if (next instanceof Error) throw next
    const headers = next.retryAfter === undefined ? undefined : { 'retry-after': String(next.retryAfter) }
    return new Response(JSON.stringify(next.body ?? {}), { status: next.status, headers })
  }
  return openClient(
    { api: 'https://roster.example', token: 'a.b.c' },
    {
      fetch,
      wait: async seconds => void waits.push(seconds),
      stopping: () => waits.length >= stopAfter,
      say: line => void said.push(line),
    },
  )({ method: 'POST', path: '/', body: '{}', idempotencyKey: 'k' })
}

let [waits, said]: [number[], string[]] = [[], []]
beforeEach(() => {
  waits = []
  said = []
})
const offline = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })
const down = { status: 503, body: { detail: 'The database does not answer.' } }

test.each([200, 400, 401, 403, 404, 409, 413, 422])('%i is an answer', async status => {
  expect(await client([{ status, body: { a: 1 } }])).toEqual({ status, body: { a: 1 }, retryAfter: null })
  expect(waits).toEqual([])
})

test('a minute’s limit is waited for as long as the API says, as often as it says so', async () => {
  const limited = { status: 429, retryAfter: 60, body: { limited: 'requests', limit: 20, detail: 'Too many.' } }
  expect((await client([...Array.from({ length: 30 }, () => limited), { status: 200 }])).status).toBe(200)
  expect(waits).toEqual(Array.from({ length: 30 }, () => 60))
  expect(said[0]).toBe('At most 20 requests a minute are taken. Trying again in 60 s.')
})

test('where no request at all is allowed, nobody waits', async () => {
  const none = { status: 429, retryAfter: 60, body: { limited: 'requests', limit: 0 } }
  expect((await client([none])).status).toBe(429)
})

test('503, other faults of servers, and lost connections are tried again, later and later, as the API asks', async () => {
  const given = [down, { ...down, retryAfter: 7 }, offline, { status: 500 }, { status: 429 }, { status: 504 }, { status: 200 }]
  expect((await client(given)).status).toBe(200)
  expect(waits).toEqual([1, 7, 4, 8, 16, 30])
  expect(said).toContain('The API answered 503: The database does not answer. Trying again in 1 s.')
  expect(said).toContain('No answer from https://roster.example (ECONNRESET). Trying again in 4 s.')
})

test('after five minutes it ends', async () => {
  await expect(client([down])).rejects.toThrow(/^The API answered 503: .* It was tried for \d+ s\.$/)
  const waited = waits.reduce((sum, seconds) => sum + seconds, 0)
  expect(waited).toBeLessThanOrEqual(300)
  expect(waited).toBeGreaterThan(260)
})

test('after seconds it ends where nothing ever answered', async () => {
  await expect(client([offline])).rejects.toThrow(
    /^No answer from https:\/\/roster\.example \(ECONNRESET\)\. It was tried for 7 s\.$/,
  )
  expect(waits).toEqual([1, 2, 4])
})

test('whoever wants to stop does not wait for the next try', async () => {
  await expect(client([down], 2)).rejects.toThrow('You stopped it.')
  expect(waits).toEqual([1, 2])
})
