import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { holderAt, type Verdict } from '../../shared/data/bulk-inviting.ts'
import { countsAt, seatsOf } from '../../shared/data/counts.ts'
import { rememberedAt } from '../../shared/data/idempotency.ts'
import { rehearseInvites } from '../../shared/data/invite-rehearsal.ts'
import {
  checkRequests,
  type InviteRecord,
  inviteIdempotently,
  inviteOnce,
  requestCounted,
} from '../../shared/data/invite-requests.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { invitesSpentAt } from '../../shared/data/rates.ts'
import { sitesAt } from '../../shared/data/sites.ts'
import { summaryOf } from '../../shared/domain/invitations.ts'
import type { Invited } from '../../shared/domain/inviting.ts'
import { invalid, Refusal } from '../../shared/domain/refusals.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { faultsOf, problemDocument } from '../../shared/http/problems.ts'
import { showInvitation, showUser } from '../../shared/http/shapes.ts'
import type { Entry } from '../../shared/routes/invitation-entry.ts'
import { inviteUsers } from '../../shared/routes/invitations.ts'

/** A4, L3. What an entry says wrongly is its own verdict; what it asks for wrongly, too. */
export const handler = endpoint(
  inviteUsers,
  { table, signingKey },
  ({ params: { orgId }, query, body, idempotencyKey, signedIn, at }) => {
    const wishes = body.invitations.filter(isWish)
    return {
      organization: ownOrganizationAt(orgId),
      counts: countsAt(orgId),
      spent: invitesSpentAt(orgId, body.invitations.length, at),
      claims: wishes.map(holderAt),
      sites: wishes.flatMap(({ siteIds }) => sitesAt(orgId, siteIds)),
      record: idempotencyKey && !query.dryRun ? [rememberedAt(requestOf(orgId, signedIn.userId, idempotencyKey))] : [],
    }
  },
  async ({ caller, roles, query, body, origin, at, idempotencyKey, found }, { table, signingKey }) => {
    const { organization, counts, spent, sites, claims, record } = found
    const message = body.message || null
    const { timeZone = null } = body
    const ratesKey = await signingKey('rates')
    const asked = {
      table,
      batch: { caller, organization, roles, counts, spent, ratesKey, sites, message, timeZone, origin, at },
      body: [body.invitations.map(entry => (isWish(entry) ? entry : entry.given)), message, timeZone],
      wishes: body.invitations.filter(isWish),
      claims,
    }
    if (query.dryRun) {
      checkRequests(asked.batch)
      await table.update(requestCounted(asked.batch)) // else it would be a way to ask about people without end
      const { verdicts, needed } = await rehearseInvites(asked)
      const results = verdictsOn(body.invitations, verdicts).map(verdict => resultOf(verdict, origin.requestId, () => ({})))
      return { results, seats: { needed, ...seatsOf(counts) } }
    }
    const { verdicts, requestId } = idempotencyKey
      ? await inviteIdempotently(
          asked,
          requestOf(caller.orgId, caller.userId, idempotencyKey),
          record[0] as InviteRecord | undefined, // as this route remembers it
          await signingKey('idempotency'),
        )
      : await inviteOnce(asked)
    const show = ({ user, invitation }: Invited) => ({
      user: showUser({ user, invitation: summaryOf(invitation), lastSignInAt: null }, caller, roles, counts.activeOwners),
      invitation: showInvitation(invitation),
    })
    return { results: verdictsOn(body.invitations, verdicts).map(verdict => resultOf(verdict, requestId, show)) }
  },
)

const isWish = (entry: Entry): entry is Exclude<Entry, { faults: unknown }> => !('faults' in entry)

/** Every entry's, in order; `verdicts` are those of the wishes. */
function verdictsOn(entries: Entry[], verdicts: Verdict[]): Verdict[] {
  const inOrder = verdicts.values()
  return entries.map(entry => {
    const verdict = isWish(entry) ? inOrder.next().value : invalid(...faultsOf(entry.faults))
    if (!verdict) throw new Error('An entry has no verdict.')
    return verdict
  })
}

const resultOf = <Shown extends object>(verdict: Verdict, requestId: string, show: (invited: Invited) => Shown) =>
  verdict instanceof Refusal
    ? { status: 'failed' as const, error: problemDocument(verdict, requestId) }
    : { status: 'created' as const, ...show(verdict) }

const requestOf = (orgId: string, userId: string, key: string) => ({ orgId, userId, route: inviteUsers.name, key })
