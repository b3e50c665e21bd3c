import { createHmac } from 'node:crypto'
import type { Suppression } from '../domain/deliveries.ts'
import type { Test } from './expressions.ts'
import { stale } from './failures.ts'
import { suppressionKey } from './keys.ts'
import type { Change, Place, Write } from './table.ts'

/**
 * Whose item it is. Each organization has its own, so that none learns what became of another's mail; and it names nobody, since it
 * stays when the person is erased.
 */
export type Mailbox = { orgId: string; address: string; key: Uint8Array }

const keyOf = ({ orgId, address, key }: Mailbox) =>
  suppressionKey(orgId, createHmac('sha256', key).update(address).digest('base64url'))

export const suppressionAt = (mailbox: Mailbox): Place<Suppression | null> => ({
  key: keyOf(mailbox),
  from: item => (item ? read(item) : null),
})

const fields = ['kind', 'at', 'liftedAt'] as const

const read = (item: Record<string, unknown>) =>
  Object.fromEntries(fields.map(field => [field, item[field] ?? null])) as Suppression // as the writes below put it

export const changeSuppression = (mailbox: Mailbox, before: Suppression | null, after: Suppression): Write => ({
  put: { ...keyOf(mailbox), ...Object.fromEntries(fields.map(field => [field, after[field] ?? undefined])) },
  if: Object.fromEntries(fields.map((field): [string, Test] => [field, unchanged(before?.[field] ?? null)])),
  otherwise: stale,
})

const unchanged = (value: string | null): Test => (value === null ? 'absent' : { is: value })

/** What happened before may be told for as long as events are kept anywhere. */
const rememberedDays = 30

/** Also where there is nothing to lift yet: what became of earlier mails may still be on its way. */
export const liftSuppression = (mailbox: Mailbox, at: string): Change => ({
  change: keyOf(mailbox),
  set: { liftedAt: at, expiresAtSeconds: Math.floor(Date.parse(at) / 1000) + rememberedDays * 86_400 },
})
