import { createHmac } from 'node:crypto'
import type { Invitation } from '../domain/invitations.ts'
import type { Limits } from '../domain/organizations.ts'
import {
  codesPerDay,
  guessesPerMinute,
  type RateName,
  rateLimited,
  resetsPerDay,
  windowOf,
  wrongTokensPerMinute,
} from '../domain/rates.ts'
import { rateKey } from './keys.ts'
import type { Change, Place, Write } from './table.ts'

/** What is counted, and whose it is. */
type Counter = { name: RateName; of: string[] }

const requestsOf = (orgId: string): Counter => ({ name: 'requests', of: [orgId] })
const addressesOf = (orgId: string): Counter => ({ name: 'addresses', of: [orgId] })
const mailsTo = (orgId: string, mailboxHash: string): Counter => ({ name: 'mails', of: [orgId, mailboxHash] })
const tokensFrom = (ip: string): Counter => ({ name: 'tokens', of: [ip] })

/** Somebody's clock may be behind: the item outlives its window by so much. */
const graceSeconds = 3600

const keyOf = ({ name, of }: Counter, at: string) => rateKey(name, of, windowOf(name, at).from)

/** Each window has an item of its own, named by the window: nothing is ever set back, and TTL only cleans up. */
function spend(counter: Counter, by: number, limit: number, at: string): Change {
  const { until } = windowOf(counter.name, at)
  const refusal = () => rateLimited(counter.name, limit, at)
  if (by > limit) throw refusal() // an item that is not there yet would meet any condition
  return {
    change: keyOf(counter, at),
    add: { count: by },
    set: { expiresAtSeconds: Date.parse(until) / 1000 + graceSeconds },
    if: { count: { upTo: limit - by } },
    otherwise: refusal,
  }
}

/** What an organization has used up already; empty where nobody looked. */
export type Spent = { requests: number[]; addresses: number[] }

const spentAt = (counter: Counter, at: string): Place<number> => ({
  key: keyOf(counter, at),
  from: item => Number(item?.count ?? 0),
})

/** Looked at for many entries only, which would be dear to try in vain; a single one learns it from the conditions of its transaction. */
export const invitesSpentAt = (orgId: string, entries: number, at: string) => ({
  requests: entries > 1 ? [spentAt(requestsOf(orgId), at)] : [],
  addresses: entries > 1 ? [spentAt(addressesOf(orgId), at)] : [],
})

export const countRequest = (orgId: string, limits: Limits, at: string): Change =>
  spend(requestsOf(orgId), 1, limits.invitesPerMinute, at)

/** `key` hashes mailboxes: the counter of somebody who was erased meanwhile names nobody. */
type Counting = { orgId: string; limits: Limits; key: Uint8Array; at: string }

/** What new invitations use up. Throws when they can't all have room. */
export const countInvitations = (counting: Counting, invitations: Invitation[]): Write[] => [
  spend(addressesOf(counting.orgId), invitations.length, counting.limits.invitesPerDay, counting.at),
  ...countMails(counting, invitations),
]

/** A mailbox is protected, not a person: several people may have one, and one transaction writes an item once. */
export const countMails = ({ orgId, limits, key, at }: Counting, invitations: Invitation[]): Write[] =>
  [...Map.groupBy(invitations, ({ mailTo }) => mailTo)].map(([mailbox, mails]) =>
    spend(mailsTo(orgId, hashOf(mailbox, key)), mails.length, limits.mailsPerAddress, at),
  )

export const countMail = ({ orgId, limits, key, at }: Counting, mailbox: string): Change =>
  spend(mailsTo(orgId, hashOf(mailbox, key)), 1, limits.mailsPerAddress, at)

export const hashOf = (mailbox: string, key: Uint8Array): string => createHmac('sha256', key).update(mailbox).digest('base64url')

/** Of whoever's address it is, and of nobody's: asking for a new password for somebody is no way to flood a mailbox. */
export const countReset = (mailboxHash: string, at: string): Change =>
  spend({ name: 'resets', of: [mailboxHash] }, 1, resetsPerDay, at)

export const countGuess = (ip: string, at: string): Change => spend({ name: 'guesses', of: [ip] }, 1, guessesPerMinute, at)

export const countCode = (userId: string, at: string): Change => spend({ name: 'codes', of: [userId] }, 1, codesPerDay, at)

export const countWrongToken = (ip: string, at: string): Change => spend(tokensFrom(ip), 1, wrongTokensPerMinute, at)
