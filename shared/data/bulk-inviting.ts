import { tallyOf } from '../domain/counts.ts'
import {
  draftInvitation,
  type InvitationWish,
  type Invited,
  type Inviting,
  inviteUser,
  unknownUsername,
} from '../domain/inviting.ts'
import { type Caller, callerOf } from '../domain/lifecycle.ts'
import type { Organization } from '../domain/organizations.ts'
import { rateLimited } from '../domain/rates.ts'
import { Refusal } from '../domain/refusals.ts'
import { noRights } from '../domain/rights.ts'
import type { Role } from '../domain/roles.ts'
import type { UserRecord } from '../domain/users.ts'
import { type Counts, countsAt, limitIn } from './counts.ts'
import { actorOf, type Origin } from './events.ts'
import { backoff, Overtaken, Stale } from './failures.ts'
import { claimAt, identityAt, usernameAt } from './identities.ts'
import { invited } from './invitation-changes.ts'
import { invitationAt } from './invitations.ts'
import { grantsStand, ledgerAt } from './ledger.ts'
import { type MembershipChange, membershipWrites } from './memberships.ts'
import { ownOrganizationAt } from './organizations.ts'
import { countInvitations, type Spent } from './rates.ts'
import { rolesAt } from './roles.ts'
import { checkSitesExist, type SiteFound, sitesAt } from './sites.ts'
import type { Place, ReadTable, Write } from './table.ts'
import { userAt } from './users.ts'

/** One entry, with the ids that it will have whoever repeats the request. `userId` counts only where the email is nobody's yet. */
export type Planned = { wish: InvitationWish; userId: string; invitationId: string }

export type Verdict = Invited | Refusal
/** `verdicts` are all of the request's, when this transaction settles it as a whole. */
export type Commit = (writes: Write[], verdicts?: Verdict[]) => Promise<void>

export type Batch = {
  caller: Caller
  organization: Organization
  roles: Role[]
  counts: Counts
  spent: Spent
  ratesKey: Uint8Array
  /** The sites that the entries name. */
  sites: SiteFound[]
  message: string | null
  timeZone: string | null
  origin: Origin
  at: string
}

/** Whose the email or username of an entry is. */
export const holderAt = ({ email, username }: InvitationWish): Place<string | undefined> =>
  username === undefined ? claimAt(email ?? '') : usernameAt(username)

/** Entries in one transaction: six writes each and four for all, and at most a hundred. */
const chunkSize = 15
const tries = 6

/**
 * Each entry gets its verdict, in order. What is free of conflicts goes in few transactions, since each of them touches the counters;
 * an entry of a refused transaction is tried alone, so that it fails only for its own reasons.
 * @param claims whose each entry's email or username is, as just read
 * @param commit runs a transaction
 */
export async function inviteAll(
  table: ReadTable,
  batch: Batch,
  entries: Planned[],
  claims: (string | undefined)[],
  commit: Commit,
): Promise<Verdict[]> {
  const existing = await readExisting(table, batch.caller.orgId, claims)
  const people = entries.map(({ wish }, index) => claims[index] ?? wish.email ?? wish.username)
  const decisions = withinDay(
    batch,
    entries.map((entry, index) => (people.indexOf(people[index]) < index ? null : decide(batch, entry, existing[index]))),
  )
  const verdicts: Verdict[] = []
  for (let from = 0; from < entries.length; from += chunkSize) {
    const chunk = decisions.slice(from, from + chunkSize)
    const together = await committed(batch, chunk, chunk.length === decisions.length, commit)
    for (const [index, entry] of entries.slice(from, from + chunkSize).entries()) {
      const decision = chunk[index]
      if (decision instanceof Refusal) verdicts.push(decision)
      else verdicts.push(together && decision ? decision.invited : await inviteOne(table, batch, entry, commit))
    }
  }
  return verdicts
}

/** One entry on its own, decided anew as often as somebody else was faster. An invitation of its id is its own from an earlier try. */
export async function inviteOne(table: ReadTable, batch: Batch, entry: Planned, commit: Commit): Promise<Verdict> {
  const { orgId } = batch.caller
  for (let attempt = 0; ; attempt++) {
    const { counts, ledger, sites, claim, done, ...others } = await table.read({
      organization: ownOrganizationAt(orgId),
      roles: rolesAt(orgId),
      self: userAt(orgId, batch.caller.userId),
      counts: countsAt(orgId),
      ledger: ledgerAt(orgId),
      sites: sitesAt(orgId, entry.wish.siteIds),
      claim: holderAt(entry.wish),
      done: invitationAt(orgId, entry.invitationId),
    })
    if (done) {
      const { record } = await table.read({ record: userAt(orgId, done.userId) })
      return { user: record?.user ?? drafted(batch, entry).user, invitation: done }
    }
    const [existing] = await readExisting(table, orgId, [claim])
    const { organization, roles, self } = others
    const caller = self ? callerOf(orgId, self.user, roles, ledger) : { ...batch.caller, rights: noRights, ledger }
    const fresh = { ...batch, organization, roles, counts, sites, caller }
    const decision = decide(fresh, entry, existing)
    if (decision instanceof Refusal) return decision
    const full = fullFor(decision, counts)
    if (full) return full
    try {
      await commit(writesOf(fresh, [decision]))
      return decision.invited
    } catch (error) {
      if (isVerdict(error)) return error
      if (!(error instanceof Stale) || error instanceof Overtaken || attempt === tries) throw error
      await backoff(attempt + 1)
    }
  }
}

/** Said by the counters just read, it needs no transaction that would only fail. */
const fullFor = ({ change: { before, after } }: Decision, counts: Counts): Refusal | null =>
  limitIn(tallyOf(before, after, counts.seatRules), counts)

/** What was answered first, when what it made is gone since. */
export const drafted = (batch: Batch, entry: Planned, existing?: Existing): Invited =>
  draftInvitation(invitingOf(batch, entry, existing))

/** Somebody the deployment knows, with their login email, and the user that they are here. */
export type Existing = { userId: string; login: string; record: UserRecord | undefined } | undefined
type Decision = { invited: Invited; change: MembershipChange }

const isDecision = (one: Decision | Refusal | null): one is Decision => one !== null && !(one instanceof Refusal)

export async function readExisting(table: ReadTable, orgId: string, claims: (string | undefined)[]): Promise<Existing[]> {
  const ids = [...new Set(claims.filter(id => id !== undefined))]
  if (ids.length === 0) return []
  const { records, identities } = await table.read({
    records: ids.map(id => userAt(orgId, id)),
    identities: ids.map(identityAt),
  })
  return claims.map(userId => {
    const at = ids.indexOf(userId ?? '')
    const login = identities[at]?.email
    return userId === undefined || login === undefined ? undefined : { userId, login, record: records[at] }
  })
}

const invitingOf = (
  { caller, organization, roles, message, timeZone, at }: Batch,
  { wish, userId, invitationId }: Planned,
  existing: Existing,
): Inviting => ({
  inviter: caller,
  wish,
  login: existing?.login ?? wish.email ?? '',
  rules: { ...organization.settings, locale: 'en' },
  roles,
  existing: existing?.record ?? null,
  ids: { orgId: caller.orgId, userId: existing?.userId ?? userId, invitationId },
  message,
  timeZone,
  at,
})

/** What becomes of one entry, or why nothing does. */
export function decide(batch: Batch, entry: Planned, existing: Existing): Decision | Refusal {
  try {
    checkSitesExist(batch.sites.filter(({ id }) => entry.wish.siteIds?.includes(id)))
    const { email = null, username } = entry.wish
    if (username !== undefined && !existing) throw unknownUsername(username)
    const result = inviteUser(invitingOf(batch, entry, existing))
    const by = { actor: actorOf(batch.caller), origin: batch.origin }
    return { invited: result, change: invited(existing?.record ?? null, existing ? null : email, result, by) }
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** Beyond what is left of the day nobody is tried. Who else invites at this moment is only seen by the transactions' conditions. */
function withinDay({ counts, spent, at }: Batch, decisions: (Decision | Refusal | null)[]) {
  const { invitesPerDay } = counts.limits
  let left = invitesPerDay - (spent.addresses[0] ?? 0)
  return decisions.map(one => (isDecision(one) && left-- <= 0 ? rateLimited('addresses', invitesPerDay, at) : one))
}

/** Limits first: whoever is over one is told so, and not made to try again. */
const writesOf = ({ caller: { orgId, ledger }, counts, ratesKey, at }: Batch, decisions: Decision[]): Write[] => [
  ...countInvitations(
    { orgId, limits: counts.limits, key: ratesKey, at },
    decisions.map(({ invited }) => invited.invitation),
  ),
  ...membershipWrites(
    orgId,
    counts,
    decisions.map(({ change }) => change),
  ),
  ...grantsStand(
    orgId,
    ledger,
    decisions.map(({ invited: { user } }) => user),
  ),
]

/** A refusal that is an entry's own, and not the whole request's. */
const isVerdict = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.code !== 'unavailable' && error.facts.limited !== 'requests'

/**
 * False when the entries must be tried one by one.
 * @param whole whether the chunk is the whole request
 */
async function committed(batch: Batch, chunk: (Decision | Refusal | null)[], whole: boolean, commit: Commit): Promise<boolean> {
  const decisions = chunk.filter(isDecision)
  if (decisions.length === 0) return true
  const verdicts = chunk.flatMap(one => (one instanceof Refusal ? one : (one?.invited ?? [])))
  try {
    await commit(writesOf(batch, decisions), whole && verdicts.length === chunk.length ? verdicts : undefined)
    return true
  } catch (error) {
    if (error instanceof Overtaken) throw error
    if (error instanceof Stale || isVerdict(error)) return false
    throw error
  }
}
