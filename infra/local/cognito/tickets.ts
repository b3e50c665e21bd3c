import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Collection } from '../state.ts'

/** What a secret that was handed out stands for. Only the secret's hash is kept. */
export type Ticket<T> = { value: T; expiresAt: number }

export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

export const newSecret = () => randomBytes(48).toString('base64url')

export function issueTicket<T>(tickets: Collection<Ticket<T>>, clock: Clock, value: T, seconds: number): string {
  for (const { key, value: old } of tickets.all()) if (old.expiresAt <= clock.now()) tickets.remove(key)
  const secret = newSecret()
  tickets.put(hashOf(secret), { value, expiresAt: clock.now() + seconds * 1000 })
  return secret
}

export function readTicket<T>(tickets: Collection<Ticket<T>>, clock: Clock, secret: string): T | undefined {
  const ticket = tickets.get(hashOf(secret))
  return ticket && ticket.expiresAt > clock.now() ? ticket.value : undefined
}

/** Synchronous from look to removal, so that of many at once exactly one gets the value. */
export function takeTicket<T>(tickets: Collection<Ticket<T>>, clock: Clock, secret: string): T | undefined {
  const value = readTicket(tickets, clock, secret)
  tickets.remove(hashOf(secret))
  return value
}
