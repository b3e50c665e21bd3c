import type { Source } from '../domain/page-plan.ts'
import type { Searchable } from '../domain/searching.ts'
import { type Bounds, idIn, orderKey, type UserOrder } from '../domain/user-order.ts'
import type { User, UserRecord } from '../domain/users.ts'
import type { Item } from './expressions.ts'
import type { IndexName } from './indexes.ts'
import { cellOfOrg, peopleOfSite, userKey, usersOf, wordsOfOrg } from './keys.ts'
import type { Range } from './table.ts'
import { recordOf } from './users.ts'

/** What an entry among the words tells of its user: all that words and orders are made of, but the last sign-in. */
export type Posting = Searchable & Pick<User, 'id' | 'createdAt'>

/** Somebody who may match. */
export type Candidate = {
  id: string
  /** Where the source has them. Of an ordered one it is their place in the list. */
  at: string
  record?: UserRecord
  posting?: Posting
}

/** One partition of a source; all that is read of it is in its own order. */
export type Part = {
  range: Pick<Range, 'index' | 'partition' | 'prefix' | 'from' | 'through'>
  candidateOf(item: Item): Candidate
  /** The key to go on after. */
  keyAt(at: string): Record<string, string>
}

export const indexOf = {
  name: 'byName',
  email: 'byEmail',
  createdAt: 'byCreation',
  lastSignInAt: 'byLastSignIn',
} as const satisfies Record<UserOrder, IndexName>

export function partsOf(source: Source, orgId: string): Part[] {
  switch (source.by) {
    case 'order':
      return [orderPart(source.order, source.bounds, orgId)]
    case 'cells':
      return source.cells.map(cell => cellPart(cell, source.bounds, orgId))
    case 'sites':
      return ['all', ...source.siteIds].map(siteId => sitePart(siteId, source.bounds, orgId))
    default:
      return [wordPart(source.word, orgId)]
  }
}

const rangeOf = (bounds: Bounds | null) => ({ prefix: bounds?.prefix, from: bounds?.from, through: bounds?.to })

function orderPart(order: UserOrder, bounds: Bounds | null, orgId: string): Part {
  const index = indexOf[order]
  return {
    range: { index, partition: usersOf(orgId), ...rangeOf(bounds) },
    candidateOf: item => seen(item, String(item[index])),
    keyAt: at => ({ ...userKey(orgId, idIn(at)), [index]: at }),
  }
}

function cellPart(cell: string, bounds: Bounds | null, orgId: string): Part {
  const partition = cellOfOrg(orgId, cell)
  return {
    range: { index: 'byCell', partition, ...rangeOf(bounds) },
    candidateOf: item => seen(item, String(item.cellKey)),
    keyAt: at => ({ ...userKey(orgId, idIn(at)), cell: partition, cellKey: at }),
  }
}

function seen(item: Item, at: string): Candidate {
  const record = recordOf(item)
  return { id: record.user.id, at, record }
}

function sitePart(siteId: string, bounds: Bounds | null, orgId: string): Part {
  const partition = peopleOfSite(orgId, siteId)
  return {
    range: { partition, ...rangeOf(bounds) },
    candidateOf: ({ sk }) => ({ id: idIn(sk), at: sk }),
    keyAt: at => ({ pk: partition, sk: at }),
  }
}

function wordPart(word: string, orgId: string): Part {
  const partition = wordsOfOrg(orgId)
  return {
    range: { partition, prefix: word },
    candidateOf({ sk, posting }) {
      const id = sk.slice(sk.indexOf('#') + 1)
      return { id, at: sk, posting: unpackPosting(id, String(posting)) }
    },
    keyAt: at => ({ pk: partition, sk: at }),
  }
}

export const packPosting = ({ lastName, firstName, displayName, email, communicationEmail, phone, createdAt }: User): string =>
  JSON.stringify([lastName, firstName, displayName, email, communicationEmail, phone, createdAt])

function unpackPosting(id: string, text: string): Posting {
  const [lastName, firstName, displayName, email, communicationEmail, phone, createdAt] = JSON.parse(text) // as packPosting wrote it
  return { id, lastName, firstName, displayName, email, communicationEmail, phone, createdAt }
}

/** The candidate's place in the list, if it can be told without reading the user. */
export function placeOf(order: UserOrder, { record, posting }: Candidate): string | null {
  if (record) return orderKey(order, record)
  if (!posting || order === 'lastSignInAt') return null
  return orderKey(order, { user: posting, lastSignInAt: null })
}
