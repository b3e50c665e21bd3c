import { createHmac } from 'node:crypto'
import type { SigningKey } from '../aws/secrets.ts'
import { Refusal } from '../domain/refusals.ts'
import { Overtaken } from './failures.ts'
import { idempotencyKey } from './keys.ts'
import type { Change, Place, Write } from './table.ts'

/**
 * What a request with an `Idempotency-Key` planned, and what came of it. It is written with the first thing that the request creates,
 * so that whoever repeats the request goes on with the same ids. Of the body it holds a keyed hash; the outcome's refusals may name an
 * address, as they did in the answer.
 */
export type Remembered<Plan, Outcome> = { bodyHash: string; plan: Plan; outcome: Outcome | null; expiresAt: string }

const validHours = 24

export type RememberedRequest = { orgId: string; userId: string; route: string; key: string }

/** Where a request with an `Idempotency-Key` is remembered, and what is remembered of it already. */
export type Memory<Plan, Outcome> = {
  request: RememberedRequest
  bodyHash: string
  record: Remembered<Plan, Outcome> | undefined
}

const keyOf = ({ orgId, userId, route, key }: RememberedRequest) => idempotencyKey(orgId, userId, route, key)

export const rememberedAt = <Plan, Outcome>(request: RememberedRequest): Place<Remembered<Plan, Outcome> | undefined> => ({
  key: keyOf(request),
  from: item => item?.remembered as Remembered<Plan, Outcome> | undefined, // as `remember` put it for the same route
})

/** All that was asked for, so that another request under the same key is told from the same one; it names nobody. */
export const bodyHashOf = (asked: unknown, key: Uint8Array): string =>
  createHmac('sha256', key).update(JSON.stringify(asked)).digest('base64url')

/**
 * @param request null without an `Idempotency-Key`
 * @param asked all that was asked for; another thing under the same key is refused
 */
export const memoryOf = async <Plan, Outcome>(
  request: RememberedRequest | null,
  record: Remembered<Plan, Outcome> | undefined,
  asked: unknown,
  signingKey: SigningKey,
): Promise<Memory<Plan, Outcome> | null> =>
  request && { request, bodyHash: bodyHashOf(asked, await signingKey('idempotency')), record }

/** Where a request to this route is remembered; null without an `Idempotency-Key`. */
export const requestOf = (
  { name: route }: { name: string },
  orgId: string,
  userId: string,
  key: string | null,
): RememberedRequest | null => (key === null ? null : { orgId, userId, route, key })

/** The record if it still counts; TTL only cleans up later. Another body under the same key is refused. */
export function recall<Plan, Outcome>(record: Remembered<Plan, Outcome> | undefined, bodyHash: string, at: string) {
  if (!record || record.expiresAt <= at) return null
  if (record.bodyHash === bodyHash) return record
  throw new Refusal(
    'idempotency_key_reused',
    'This Idempotency-Key came with another body before. Take a new key for a new request.',
  )
}

/**
 * @param before an outdated record that this one replaces
 * @param outcome when it is known already, since everything is in the same transaction
 */
export function remember(
  request: RememberedRequest,
  bodyHash: string,
  plan: unknown,
  at: string,
  before: { expiresAt: string } | undefined,
  outcome: unknown,
): Write {
  const expires = new Date(Date.parse(at) + validHours * 3_600_000)
  return {
    put: {
      ...keyOf(request),
      remembered: { bodyHash, plan, outcome, expiresAt: expires.toISOString() },
      expiresAtSeconds: Math.ceil(expires.getTime() / 1000),
    },
    if: before ? { 'remembered.expiresAt': { is: before.expiresAt } } : { pk: 'absent' },
    otherwise: () => new Overtaken(),
  }
}

/** An unlucky one of two that write the same outcome changes nothing. */
export const rememberOutcome = (request: RememberedRequest, outcome: unknown): Change => ({
  change: keyOf(request),
  set: { 'remembered.outcome': outcome },
  if: { pk: 'present' },
})
