import type * as z from 'zod/mini'
import { Stale, unavailable } from '../data/failures.ts'
import { type FieldFault, Refusal, refusals } from '../domain/refusals.ts'

/** What an HTTP function answers: API Gateway's payload format 2.0. */
export type Answer = { statusCode: number; headers: Record<string, string>; body?: string }

/** RFC 9457. */
export function problemDocument({ code, message, facts }: Refusal, requestId: string) {
  const { status, title } = refusals[code]
  const { retryAfter: _, ...told } = facts
  return { type: `urn:roster:problem:${code}`, title, status, detail: message, code, requestId, ...told }
}

/** @param error anything thrown; what isn't a refusal becomes a 500 that says nothing of its inside */
export function problemOf(error: unknown, requestId: string): Answer {
  const refusal = refusalOf(error)
  const { retryAfter } = refusal.facts
  return {
    statusCode: refusals[refusal.code].status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify(problemDocument(refusal, requestId)),
  }
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof Stale) return unavailable('The organization is being changed by many at once, and the database')
  return new Refusal('internal_error', 'This is our fault, and it is written down. Tell the operator the requestId.')
}

/** For parsing: without the input, what is missing and what is of a wrong type look the same to `faultsOf`. */
export const inWords = { reportInput: true }

/** Every fault of the input, in words. */
export const faultsOf = (error: z.core.$ZodError, prefix = ''): FieldFault[] =>
  error.issues.flatMap(issue => faultOf(issue, prefix))

type Issue = z.core.$ZodIssue

function faultOf(issue: Issue, prefix: string): FieldFault[] {
  const at = (more: PropertyKey[] = []) => [...(prefix ? [prefix] : []), ...issue.path, ...more].map(String).join('.') || 'body'
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({ path: at([key]), message: 'is not known here; leave it out' }))
  return [{ path: at(), message: messageOf(issue) }]
}

function messageOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`
    case 'too_big':
      return `may have at most ${issue.maximum}${unit(issue.origin)}`
    case 'too_small':
      return `needs at least ${issue.minimum}${unit(issue.origin)}`
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return 'does not have the right form'
    case 'invalid_union':
      return 'has none of the forms that are possible here'
    default:
      return issue.message
  }
}

const article = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)
const unit = (origin: string) => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '')
