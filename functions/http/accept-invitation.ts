import { type Credentials, credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { commitDisplacement, finishDisplacement } from '../../shared/data/displacing.ts'
import { type Origin, system } from '../../shared/data/events.ts'
import { stale } from '../../shared/data/failures.ts'
import { withdrawn } from '../../shared/data/invitation-changes.ts'
import { commitJoining, withLease } from '../../shared/data/joining.ts'
import { membershipWrites } from '../../shared/data/memberships.ts'
import { type Offer, readOffer } from '../../shared/data/offers.ts'
import { awaitSetting } from '../../shared/data/resetting.ts'
import type { Table } from '../../shared/data/table.ts'
import { leaseFor } from '../../shared/domain/identities.ts'
import { ended, stillBacked } from '../../shared/domain/inviting.ts'
import * as joining from '../../shared/domain/joining.ts'
import { callerOf } from '../../shared/domain/lifecycle.ts'
import { checkPassword } from '../../shared/domain/passwords.ts'
import { invalid, Refusal } from '../../shared/domain/refusals.ts'
import { bearerOf } from '../../shared/http/bearer.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { checkLive } from '../../shared/http/live.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { Unauthorized } from '../../shared/http/tokens.ts'
import { product } from '../../shared/product.ts'
import { acceptInvitation } from '../../shared/routes/invitations.ts'

/** D1, M7, L4: the only way in. A new person brings a password, an existing one a token of the invited email. */
export const handler = endpoint(
  acceptInvitation,
  { table, credentials, signingKey },
  async ({ body, origin, at, event }, tools) => {
    const { password, token, ...wish } = body
    const signedIn = await bearerOf(event, at)
    const offer = await readOffer(tools.table, token, await tools.signingKey('invitation'), { at, origin })
    checkWho(offer, signedIn?.userId ?? null, password)
    if (signedIn) await checkLive(signedIn, offer.identity.ended)
    if (!stillBacked(offer.user, offer.invitation, offer.backer, offer.roles, offer.ledger))
      throw await cancelUnbacked(offer, origin, at, tools.table)
    const joined = joining.acceptInvitation(offer.user, offer.identity.email, offer.invitation, wish, at)
    if (signedIn) {
      // A token of before an administrator set the password.
      if (offer.identity.mustChangePassword) throw new Unauthorized()
      await awaitSetting(tools, offer.identity, at, origin.requestId)
      await commitJoining(tools.table, offer, joined, null, origin)
    } else {
      const chosen = demandPassword(password, offer)
      if (offer.identity.credentials) await displace(offer, at, origin, tools)
      await withLease(tools.table, offer.identity, leaseFor(origin.requestId, at), at, async lease => {
        await tools.credentials.create(offer.user.id, offer.identity.email, chosen)
        await commitJoining(tools.table, offer, joined, lease, origin)
      })
    }
    const { organization, roles, ledger, counts, record } = offer
    const caller = callerOf(organization.id, joined.user, roles, ledger)
    return showUser({ ...record, user: joined.user }, caller, roles, counts.activeOwners)
  },
)

function checkWho({ identity, user, invitation }: Offer, signedInAs: string | null, password: string | undefined): void {
  if (signedInAs !== null && signedInAs !== user.id) {
    throw new Refusal(
      'wrong_account',
      `You are signed in as somebody else. Sign in as ${identity.email} to accept this invitation.`,
    )
  }
  const provesOwn = password !== undefined && joining.mayDisplace(identity, invitation)
  if (identity.credentials && signedInAs === null && !provesOwn) {
    throw new Refusal('sign_in_required', `There is an account for ${identity.email} already. Sign in with it to accept.`)
  }
}

/** Then everything is to be read anew: the email has another identity, and nobody stands in its way any more. */
async function displace(
  offer: Offer,
  at: string,
  origin: Origin,
  { table, credentials }: { table: Table; credentials: Credentials },
): Promise<never> {
  const { userId } = offer.identity
  if (!(await commitDisplacement(table, offer, at, origin))) await finishDisplacement(table, userId, at, origin)
  await credentials.remove(userId)
  throw stale()
}

function demandPassword(password: string | undefined, { identity, organization }: Offer): string {
  if (password === undefined) throw invalid({ path: 'password', message: 'is missing' })
  checkPassword(password, identity.email, 'password', [product.name, organization.name])
  return password
}

/** M6: the inviter holds no longer what this gives away. */
async function cancelUnbacked(
  { user, invitation, organization, counts, identity }: Offer,
  origin: Origin,
  at: string,
  table: Table,
): Promise<Refusal> {
  const cancelled = { ...ended(invitation, 'cancelled', at), reason: 'inviter_lost_rights' as const }
  const change = withdrawn('invitation.cancelled', { user, invitation }, cancelled, identity, { actor: system, origin })
  await table.transact(membershipWrites(organization.id, counts, [change]))
  return new Refusal('invitation_cancelled', 'Whoever invited you may not give this access any more. Ask for a new invitation.')
}
