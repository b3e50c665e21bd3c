import { expect } from 'vitest'
import type { Answer, Json } from './api.ts'

const securityHeaders = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/** Anything that tells of our inside: a stack, a file, a key of the table, a name of AWS or of a library. */
const inside = /\.ts\b|node_modules|\bat \S+ \(|DynamoDB|ConditionalCheck|Transact|zod|\bpk\b|ORG#|USER#|undefined|\[object/i

/** RFC 9457, with this code; returns the problem. */
export function expectProblem(answer: Answer, status: number, code: string): Json {
  expect({ status: answer.status, code: answer.body?.code }, answer.text).toEqual({ status, code })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expectOurHeaders(answer)
  expect(answer.body).toMatchObject({ status, code, requestId: answer.headers.get('x-request-id') })
  expect(answer.body.type).toMatch(new RegExp(`^[a-z]+:.*[:/]${code}$`))
  expect(answer.body.title.length).toBeGreaterThan(3)
  expect(answer.body.detail.length).toBeGreaterThan(10)
  expect(answer.text.replaceAll(answer.body.requestId, '')).not.toMatch(inside)
  return answer.body
}

/** A 422 that lists exactly these faults by path, each with its words. */
export function expectFaults(answer: Answer, paths: string[], code = 'validation_failed'): Json {
  const { errors } = expectProblem(answer, 422, code)
  expect(errors.map((fault: Json) => fault.path).toSorted()).toEqual(paths.toSorted())
  for (const { message } of errors) expect(message).toMatch(/\w/)
  return errors
}

/** What every answer of our code has. */
export function expectOurHeaders({ headers }: Answer): void {
  for (const [name, value] of Object.entries(securityHeaders)) expect([name, headers.get(name)]).toEqual([name, value])
  expect(headers.get('x-request-id')).toMatch(/\S{8,}/)
}

/** API Gateway's own 401, which our code repeats where it must refuse a token itself. */
export function expectUnauthorized(answer: Answer): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 401, body: { message: 'Unauthorized' } })
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
}
