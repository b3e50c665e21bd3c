import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { holderAt, type Verdict } from '../../shared/data/bulk-inviting.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { rememberedAt } from '../../shared/data/idempotency.ts'
import { type InviteRecord, inviteIdempotently, inviteOnce } from '../../shared/data/invite-requests.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { invitesSpentAt } from '../../shared/data/rates.ts'
import { sitesAt } from '../../shared/data/sites.ts'
import { summaryOf } from '../../shared/domain/invitations.ts'
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
  ({ params: { orgId }, body, idempotencyKey, signedIn, at }) => {
    const wishes = body.invitations.filter(isWish)
    return {
      organization: ownOrganizationAt(orgId),
      counts: countsAt(orgId),
      spent: invitesSpentAt(orgId, body.invitations.length, at),
      claims: wishes.map(holderAt),
      sites: wishes.flatMap(({ siteIds }) => sitesAt(orgId, siteIds)),
      record: idempotencyKey ? [rememberedAt(requestOf(orgId, signedIn.userId, idempotencyKey))] : [],
    }
  },
  async ({ caller, roles, body, origin, at, idempotencyKey, found }, { table, signingKey }) => {
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
    const { verdicts, requestId } = idempotencyKey
      ? await inviteIdempotently(
          asked,
          requestOf(caller.orgId, caller.userId, idempotencyKey),
          record[0] as InviteRecord | undefined, // as this route remembers it
          await signingKey('idempotency'),
        )
      : await inviteOnce(asked)
    const inOrder = verdicts.values()
    return {
      results: body.invitations.map(entry => {
        const verdict = isWish(entry) ? inOrder.next().value : invalid(...faultsOf(entry.faults))
        if (!verdict) throw new Error('An entry has no verdict.')
        return resultOf(verdict, requestId, user => showUser(user, caller, roles, counts.activeOwners))
      }),
    }
  },
)

const isWish = (entry: Entry): entry is Exclude<Entry, { faults: unknown }> => !('faults' in entry)

function resultOf(
  verdict: Verdict,
  requestId: string,
  show: (record: Parameters<typeof showUser>[0]) => ReturnType<typeof showUser>,
) {
  if (verdict instanceof Refusal) return { status: 'failed' as const, error: problemDocument(verdict, requestId) }
  const { user, invitation } = verdict
  return {
    status: 'created' as const,
    user: show({ user, invitation: summaryOf(invitation), lastSignInAt: null }),
    invitation: showInvitation(invitation),
  }
}

const requestOf = (orgId: string, userId: string, key: string) => ({ orgId, userId, route: inviteUsers.name, key })
