import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { correctEmail, correctionRecordAt, recallCorrection } from '../../shared/data/correcting.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { memoryOf, requestOf } from '../../shared/data/idempotency.ts'
import { claimAt } from '../../shared/data/identities.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkIfMatch } from '../../shared/http/if-match.ts'
import { showInvitation } from '../../shared/http/shapes.ts'
import { correctInvitationEmail } from '../../shared/routes/invitation-edits.ts'

/** M11, M12: the login email of an invitation never changes, so the right one is another invitation, of another person. */
export const handler = endpoint(
  correctInvitationEmail,
  { table, signingKey },
  ({ params: { orgId }, body, idempotencyKey, signedIn }) => {
    const request = requestOf(correctInvitationEmail, orgId, signedIn.userId, idempotencyKey)
    return {
      organization: ownOrganizationAt(orgId),
      counts: countsAt(orgId),
      claim: claimAt(body.email),
      record: request ? [correctionRecordAt(request)] : [],
    }
  },
  async ({ caller, roles, invitation, body, origin, at, ifMatch, idempotencyKey, found }, { table, signingKey }) => {
    const { organization, counts, claim, record } = found
    const { message, timeZone } = invitation
    const spent = { requests: [], addresses: [] }
    const request = requestOf(correctInvitationEmail, caller.orgId, caller.userId, idempotencyKey)
    const memory = await memoryOf(request, record[0], [invitation.id, body], signingKey) // another invitation is another request
    const ratesKey = await signingKey('rates')
    const batch = { caller, organization, roles, counts, spent, ratesKey, sites: [], message, timeZone, origin, at }
    const asked = { batch, invitation, body, claim, memory }
    const answered = recallCorrection(asked)
    if (answered) return showInvitation(answered)
    checkIfMatch(ifMatch, invitation.version)
    return showInvitation(await correctEmail(table, asked))
  },
)
