import { tallyOf } from '../domain/counts.ts'
import { type Creating, createUser, draftAccount } from '../domain/creating.ts'
import { type Identity, type Lease, leaseFor, newIdentity } from '../domain/identities.ts'
import { Refusal } from '../domain/refusals.ts'
import type { User } from '../domain/users.ts'
import { type Counts, checkRoom } from './counts.ts'
import { clearWay, isOwn, readHolder, type Tools } from './email-holders.ts'
import { actorOf, changesOf, newEvent, type Origin, targetOf } from './events.ts'
import { stale } from './failures.ts'
import { type Memory, type RememberedRequest, recall, remember, rememberedAt, rememberOutcome } from './idempotency.ts'
import { createIdentity, finishJoining, takeLease } from './identities.ts'
import { newId } from './ids.ts'
import { underLease } from './joining.ts'
import { grantsStand } from './ledger.ts'
import { membershipWrites } from './memberships.ts'
import { newPassword } from './new-password.ts'
import { checkSitesExist, type SiteFound } from './sites.ts'
import { sweepLease } from './sweeping.ts'
import type { ReadTable, Write } from './table.ts'
import { createUser as createRow } from './users.ts'

type Plan = { userId: string }
/** With the roles, since the default ones may change. */
type Outcome = { at: string; roleIds: string[] }

export const createRecordAt = (request: RememberedRequest) => rememberedAt<Plan, Outcome>(request)

type Asked = Omit<Creating, 'holder' | 'userId'> & {
  counts: Counts
  /** Whose the email is, as just read. */
  claim: string | undefined
  sites: SiteFound[]
  memory: Memory<Plan, Outcome> | null
  origin: Origin
}

/** `password` only where it was made here, for whoever asked first. */
export type Created = { user: User; password: string | null; activeOwners: number }

/**
 * T2, T3, D3: reserves the email, gives Cognito the password, and makes the user. What is refused on the way is undone at once; what
 * is cut off is finished by the same request sent again, or cleared by whoever wants the email next, at the latest by the schedule.
 */
export async function createAccount(tools: Tools, asked: Asked): Promise<Created> {
  const { caller, wish, counts, memory, origin, at } = asked
  const { activeOwners } = counts
  const recalled = memory && recall(memory.record, memory.bodyHash, at)
  if (recalled?.outcome) return { user: replayed(asked, recalled.plan, recalled.outcome), password: null, activeOwners }
  const holder = await readHolder(tools.table, caller.orgId, asked.claim)
  const own = holder && isOwn(holder, recalled?.plan.userId, origin.requestId) ? holder.identity : null
  await orUndo(tools, own, asked, () => checkSitesExist(asked.sites))
  if (holder && !own) {
    await clearWay(tools, holder, at, origin.requestId)
    if (memory) await checkUnanswered(tools.table, memory)
  }
  const userId = own?.userId ?? recalled?.plan.userId ?? newId('usr', at)
  const { user, tally } = await orUndo(tools, own, asked, () => {
    const user = createUser({ ...asked, holder: own ? null : holder, userId })
    const tally = tallyOf(null, user, counts.seatRules)
    checkRoom(tally, counts)
    return { user, tally }
  })
  const password = wish.temporaryPassword ?? newPassword()
  await make(tools, asked, { user, password, own, begun: Boolean(recalled) })
  const told = wish.temporaryPassword === undefined ? password : null
  return { user, password: told, activeOwners: activeOwners + tally.owners }
}

/** When a later try of the same request is refused, what an earlier one has reserved is undone at once, as in `make`. */
async function orUndo<T>(
  { table, credentials }: Tools,
  own: Identity | null,
  { at, origin }: Asked,
  decide: () => T,
): Promise<T> {
  try {
    return decide()
  } catch (error) {
    if (own && error instanceof Refusal) await sweepLease(table, credentials, own.userId, at, origin.requestId).catch(() => false) // the schedule clears it, then
    throw error
  }
}

/** As it was then, whatever became of the person since. */
const replayed = (asked: Asked, { userId }: Plan, { at, roleIds }: Outcome): User =>
  draftAccount({ wish: { ...asked.wish, roleIds }, rules: asked.rules, userId, at })

/** The holder may be this very request's, sent twice at once, whose record is there since the first read: no conflict, then. */
async function checkUnanswered(table: ReadTable, { request, record }: Memory<Plan, Outcome>): Promise<void> {
  const { now } = await table.read({ now: createRecordAt(request) })
  if (now?.expiresAt !== record?.expiresAt || (now?.outcome && !record?.outcome)) throw stale()
}

/** `own`: what an earlier try has reserved; `begun`: the request is remembered. */
type Making = { user: User; password: string; own: Identity | null; begun: boolean }

async function make({ table, credentials }: Tools, asked: Asked, { user, password, own, begun }: Making): Promise<void> {
  const { origin, at } = asked
  const lease = leaseFor(origin.requestId, at)
  const take = async () =>
    own ? table.update(takeLease(own, lease, at)) : table.transact(reservation(asked, user, lease, begun))
  await underLease(table, { userId: user.id, lease, at }, take, async () => {
    try {
      await credentials.create(user.id, asked.wish.email, password, { temporary: user.mustChangePassword })
      await table.transact(creation(asked, user, lease))
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'unavailable')
        await sweepLease(table, credentials, user.id, at, origin.requestId).catch(() => false) // the schedule clears it, then
      throw error
    }
  })
}

/** The address is this request's from here on; no organization knows the person yet. */
function reservation({ caller, wish, memory, at }: Asked, { id }: User, lease: Lease, begun: boolean): Write[] {
  const record = memory && !begun ? [remember(memory.request, memory.bodyHash, { userId: id }, at, memory.record, null)] : []
  return [...record, ...createIdentity({ ...newIdentity(id, wish.email, caller.orgId), memberships: {}, lease })]
}

/** An account made with a password proves nothing about the login email. */
function creation({ caller, counts, memory, origin, at }: Asked, user: User, lease: Lease): Write[] {
  const { orgId } = caller
  const { mustChangePassword, roleIds } = user
  const become = { credentials: true, mustChangePassword, activeOrgId: orgId }
  const [actor, target, changes] = [actorOf(caller), targetOf(user), changesOf(null, user)]
  const change = {
    before: null,
    after: user,
    writes: [createRow(orgId, user, null)],
    identityWrites: [finishJoining(user.id, lease, orgId, become)],
    event: newEvent({ orgId, type: 'user.created', at, actor, target, changes, origin }),
  }
  const outcome: Outcome = { at, roleIds }
  const record = memory ? [{ ...rememberOutcome(memory.request, outcome), otherwise: stale }] : []
  return [...membershipWrites(orgId, counts, [change]), ...record, ...grantsStand(orgId, caller.ledger, [user])]
}
