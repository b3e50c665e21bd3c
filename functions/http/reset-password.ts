import { setTimeout } from 'node:timers/promises'
import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { now } from '../../shared/clock.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { newPassword } from '../../shared/data/new-password.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { commitResetLink } from '../../shared/data/reset-codes.ts'
import { setTemporaryPassword } from '../../shared/data/resetting.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { checkPassword } from '../../shared/domain/passwords.ts'
import { notFound } from '../../shared/domain/refusals.ts'
import { checkMayMail, checkMaySet } from '../../shared/domain/resetting.ts'
import { millisecondsUntil, sessionsEndAt } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUserDetails } from '../../shared/http/shapes.ts'
import { product } from '../../shared/product.ts'
import { resetPassword } from '../../shared/routes/password-resets.ts'

export const handler = endpoint(
  resetPassword,
  { table, credentials, signingKey },
  ({ params: { orgId, userId } }) => ({
    organization: ownOrganizationAt(orgId),
    counts: countsAt(orgId),
    transfer: transferAt(orgId, userId),
    identity: identityAt(userId),
  }),
  async ({ caller, target, roles, body, origin, at, found }, { table, credentials, signingKey }) => {
    const { organization, counts, transfer, identity } = found
    const { user } = target
    const { orgId } = caller
    if (!identity) throw notFound()
    const actor = actorOf(caller)
    if (body.mode === 'email') {
      checkMayMail({ caller, user, roles })
      const asked = { limits: counts.limits, key: await signingKey('rates'), actor, at, origin }
      await commitResetLink(table, { orgId, user }, identity.email, asked)
      return showUserDetails(target, transfer, caller, roles, counts.activeOwners)
    }
    checkMaySet({ caller, user, roles }, identity)
    const given = body.temporaryPassword
    if (given !== undefined) checkPassword(given, identity.email, 'temporaryPassword', [product.name, organization.name])
    const password = given ?? newPassword()
    const after = await setTemporaryPassword({ table, credentials }, identity, { orgId, actor, password }, { at, origin })
    await setTimeout(millisecondsUntil(sessionsEndAt(at), now()))
    const shown = showUserDetails({ ...target, user: after }, transfer, caller, roles, counts.activeOwners)
    return { ...shown, ...(given === undefined && { temporaryPassword: password }) }
  },
)
