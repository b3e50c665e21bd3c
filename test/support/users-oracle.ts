import { fold } from '../../shared/domain/folding.ts'
import type { Person } from './crowd.ts'

/** What a list of users may be asked for, as it stands in the URL. */
export type Query = Partial<
  Record<
    | 'q'
    | 'status'
    | 'roleId'
    | 'siteId'
    | 'email'
    | 'firstName'
    | 'lastName'
    | 'phone'
    | 'locale'
    | 'createdAfter'
    | 'createdBefore'
    | 'lastSignInBefore'
    | 'neverSignedIn'
    | 'sort',
    string
  >
>

const allSites = ['rol_owner', 'rol_admin']
const digits = (text: string | null) => fold(text ?? '').replace(/[\s+()./-]/g, '')
const split = (text: string) => fold(text).split(/[^\p{L}\p{N}'’]+/u)

/** Every word that stands in a column; of a name with an apostrophe the whole and its parts. */
function words({ user }: Person): string[] {
  const { firstName, lastName, displayName, email, communicationEmail, phone } = user
  const all = [firstName, lastName, displayName, email, communicationEmail, phone].flatMap(text => split(text ?? ''))
  return [...all.flatMap(word => [word.replace(/['’]/g, ''), ...word.split(/['’]/)]), digits(phone)].filter(Boolean)
}

const contains = (list: string | undefined, ...values: string[]) => !list || values.some(value => list.split(',').includes(value))
const starts = (text: string | null, prefix: string | undefined) => !prefix || fold(text ?? '').startsWith(fold(prefix))

/** The rules of the list as api.md tells them, written apart from the code that finds people. */
export function isWanted(person: Person, query: Query): boolean {
  const { user, lastSignInAt } = person
  const sites = user.roleIds.some(id => allSites.includes(id)) ? 'all' : user.siteIds
  const have = words(person)
  return (
    contains(query.status, user.status) &&
    contains(query.roleId, ...user.roleIds) &&
    (!query.siteId || sites === 'all' || sites.includes(query.siteId)) &&
    starts(user.email, query.email) &&
    starts(user.firstName, query.firstName) &&
    starts(user.lastName, query.lastName) &&
    (!query.phone || digits(user.phone).startsWith(digits(query.phone))) &&
    contains(query.locale, user.locale) &&
    (!query.createdAfter || Date.parse(user.createdAt) > Date.parse(query.createdAfter)) &&
    (!query.createdBefore || Date.parse(user.createdAt) < Date.parse(query.createdBefore)) &&
    (!query.lastSignInBefore || (lastSignInAt !== null && Date.parse(lastSignInAt) < Date.parse(query.lastSignInBefore))) &&
    (!query.neverSignedIn || String(lastSignInAt === null) === query.neverSignedIn) &&
    split(query.q ?? '').every(word => have.some(one => one.startsWith(word.replace(/['’]/g, ''))))
  )
}

const bytes = (text: string) => Buffer.from(text)
const byText = (one: string[], other: string[]) =>
  one.map((text, index) => Buffer.compare(bytes(text), bytes(other[index] ?? ''))).find(compared => compared !== 0) ?? 0

/** The ids that the list must give, in order. */
export function expectedIds(people: Person[], query: Query): string[] {
  const order = (query.sort ?? 'name').replace('-', '')
  const keys: Record<string, (person: Person) => string[]> = {
    name: ({ user }) => [fold(user.lastName ?? ''), fold(user.firstName ?? ''), user.id],
    email: ({ user }) => [fold(user.email ?? ''), user.id],
    createdAt: ({ user }) => [user.createdAt, user.id],
    lastSignInAt: ({ user, lastSignInAt }) => [lastSignInAt ?? '', user.id],
  }
  const key = keys[order]
  if (!key) throw new Error(`No order ${order}`)
  const sorted = people.filter(person => isWanted(person, query)).toSorted((one, other) => byText(key(one), key(other)))
  return (query.sort?.startsWith('-') ? sorted.toReversed() : sorted).map(({ user }) => user.id)
}
