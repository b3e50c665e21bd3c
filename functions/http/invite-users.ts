import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { rememberedAt } from '../../shared/data/idempotency.ts'
import { claimAt } from '../../shared/data/identities.ts'
import { type InviteRecord, inviteIdempotently, inviteOnce } from '../../shared/data/invite-requests.ts'
import { sitesAt } from '../../shared/data/sites.ts'
import { summaryOf } from '../../shared/domain/invitations.ts'
import { Refusal } from '../../shared/domain/refusals.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { problemDocument } from '../../shared/http/problems.ts'
import { showInvitation, showUser } from '../../shared/http/shapes.ts'
import { inviteUsers } from '../../shared/routes/invitations.ts'

export const handler = endpoint(
  inviteUsers,
  { table, signingKey },
  ({ params: { orgId }, body, idempotencyKey, signedIn }) => ({
    counts: countsAt(orgId),
    claims: body.invitations.map(({ email }) => claimAt(email)),
    sites: body.invitations.flatMap(({ siteIds }) => sitesAt(orgId, siteIds)),
    record: idempotencyKey ? [rememberedAt(requestOf(orgId, signedIn.userId, idempotencyKey))] : [],
  }),
  async ({ caller, organization, roles, body, origin, at, idempotencyKey, found }, { table, signingKey }) => {
    const { counts, sites, claims, record } = found
    const batch = { caller, organization, roles, counts, sites, message: body.message || null, origin, at }
    const asked = { table, batch, wishes: body.invitations, claims }
    const { verdicts, requestId } = idempotencyKey
      ? await inviteIdempotently(
          asked,
          requestOf(caller.orgId, caller.userId, idempotencyKey),
          record[0] as InviteRecord | undefined, // as this route remembers it
          await signingKey('idempotency'),
        )
      : await inviteOnce(asked)
    return {
      results: verdicts.map(verdict =>
        verdict instanceof Refusal
          ? { status: 'failed' as const, error: problemDocument(verdict, requestId) }
          : {
              status: 'created' as const,
              user: showUser(
                { user: verdict.user, invitation: summaryOf(verdict.invitation), lastSignInAt: null, sessionsValidAfter: 0 },
                caller,
                roles,
                counts.activeOwners,
              ),
              invitation: showInvitation(verdict.invitation),
            },
      ),
    }
  },
)

const requestOf = (orgId: string, userId: string, key: string) => ({ orgId, userId, route: inviteUsers.name, key })
