import { rightsOf } from '../domain/rights.ts'
import { wordsOf } from '../domain/searching.ts'
import { nameKey } from '../domain/user-order.ts'
import type { User } from '../domain/users.ts'
import type { Conditions } from './expressions.ts'
import { stale } from './failures.ts'
import { indexedKey, type Key, peopleOfSite, wordKey } from './keys.ts'
import type { Place, Table, Write } from './table.ts'
import { packPosting } from './user-sources.ts'
import { userAt } from './users.ts'

/** What the words and the sites' lists hold of a user. It changes together with them, so that it is never wrong about them. */
type Indexed = {
  /** What each word's entry says; null while that is being rewritten. */
  posting: string | null
  words: string[]
  /** The place in each site's list. */
  sites: Record<string, string>
  version: number
}

/** The record takes the hundredth place of a transaction. */
const entriesAtOnce = 99

const indexedAt = (orgId: string, userId: string): Place<Indexed> => ({
  key: indexedKey(orgId, userId),
  from: item => (item?.indexed as Indexed | undefined) ?? { posting: null, words: [], sites: {}, version: 0 }, // as recordWrite put it
})

/** A3, T2: brings words and sites' lists to what the user is now; whoever is gone, goes from them. What is cut off half-way begins anew. */
export async function indexUser(table: Table, orgId: string, userId: string): Promise<void> {
  const { record, indexed } = await table.read({ record: userAt(orgId, userId), indexed: indexedAt(orgId, userId) })
  const wished = wishedFor(record?.user)
  const steps = stepsOf(orgId, userId, indexed, wished)
  if (steps.length === 0 && indexed.posting === wished.posting) return
  let now = indexed.posting === wished.posting ? indexed : { ...indexed, posting: null }
  for (let from = 0; from === 0 || from < steps.length; from += entriesAtOnce) {
    const taken = steps.slice(from, from + entriesAtOnce)
    const done = from + entriesAtOnce >= steps.length
    const next = taken.reduce((state, { after }) => after(state), now)
    now = { ...next, posting: done ? wished.posting : next.posting, version: now.version + 1 }
    await table.transact([...taken.map(({ write }) => write), recordWrite(orgId, userId, now, done && !record)])
  }
}

function wishedFor(user: User | undefined): Omit<Indexed, 'version'> {
  if (!user) return { posting: null, words: [], sites: {} }
  const { sites } = rightsOf(user, []) // all sites come with built-in roles alone
  const siteIds = sites === 'all' ? ['all'] : sites
  const place = nameKey(user)
  return { posting: packPosting(user), words: wordsOf(user), sites: Object.fromEntries(siteIds.map(id => [id, place])) }
}

/** All that stands there of somebody who was never indexed before: for those who fill a table past the stream. */
export function entriesOf(orgId: string, user: User): Write[] {
  const none: Indexed = { posting: null, words: [], sites: {}, version: 0 }
  const wished = wishedFor(user)
  const writes = stepsOf(orgId, user.id, none, wished).map(({ write }) => write)
  return [...writes, recordWrite(orgId, user.id, { ...wished, version: 1 }, false)]
}

/** One entry written or taken away, and what the record says after it. */
type Step = { write: Write; after(indexed: Indexed): Indexed }

function stepsOf(orgId: string, userId: string, now: Indexed, wished: Omit<Indexed, 'version'>): Step[] {
  const rewritten = now.posting !== wished.posting
  const put = wished.words.filter(word => rewritten || !now.words.includes(word))
  const gone = now.words.filter(word => !wished.words.includes(word))
  const left = Object.entries(now.sites).filter(([id, place]) => wished.sites[id] !== place)
  const joined = Object.entries(wished.sites).filter(([id, place]) => now.sites[id] !== place)
  return [
    ...put.map(word => wordPut(wordKey(orgId, word, userId), word, wished.posting)),
    ...gone.map(word => wordGone(wordKey(orgId, word, userId), word)),
    ...left.map(([id, place]) => placeLeft({ pk: peopleOfSite(orgId, id), sk: place }, id)),
    ...joined.map(([id, place]) => placeTaken({ pk: peopleOfSite(orgId, id), sk: place }, id)),
  ]
}

const wordGone = (key: Key, word: string): Step => ({
  write: { delete: key },
  after: indexed => ({ ...indexed, words: indexed.words.filter(one => one !== word) }),
})

const wordPut = (key: Key, word: string, posting: string | null): Step => ({
  write: { put: { ...key, posting } },
  after: indexed => ({ ...indexed, words: [...new Set([...indexed.words, word])] }),
})

const placeLeft = (key: Key, siteId: string): Step => ({
  write: { delete: key },
  after: indexed => ({ ...indexed, sites: Object.fromEntries(Object.entries(indexed.sites).filter(([id]) => id !== siteId)) }),
})

const placeTaken = (key: Key, siteId: string): Step => ({
  write: { put: key },
  after: indexed => ({ ...indexed, sites: { ...indexed.sites, [siteId]: key.sk } }),
})

/** Only as long as nobody else has indexed the user since it was read. */
function recordWrite(orgId: string, userId: string, indexed: Indexed, gone: boolean): Write {
  const key = indexedKey(orgId, userId)
  const unchanged: Conditions = indexed.version === 1 ? { pk: 'absent' } : { 'indexed.version': { is: indexed.version - 1 } }
  return gone ? { delete: key, if: unchanged, otherwise: stale } : { put: { ...key, indexed }, if: unchanged, otherwise: stale }
}
