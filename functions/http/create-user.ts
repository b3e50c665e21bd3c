import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { createAccount, createRecordAt } from '../../shared/data/creating.ts'
import { bodyHashOf } from '../../shared/data/idempotency.ts'
import { claimAt } from '../../shared/data/identities.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { sitesAt } from '../../shared/data/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { createUser } from '../../shared/routes/accounts.ts'

export const handler = endpoint(
  createUser,
  { table, credentials, signingKey },
  ({ params: { orgId }, body, idempotencyKey, signedIn }) => ({
    organization: ownOrganizationAt(orgId),
    counts: countsAt(orgId),
    claim: claimAt(body.email),
    sites: sitesAt(orgId, body.siteIds),
    record: idempotencyKey ? [createRecordAt(requestOf(orgId, signedIn.userId, idempotencyKey))] : [],
  }),
  async ({ caller, roles, body, origin, at, idempotencyKey, found }, { signingKey, ...tools }) => {
    const { organization, counts, claim, sites, record } = found
    const memory = idempotencyKey
      ? {
          request: requestOf(caller.orgId, caller.userId, idempotencyKey),
          bodyHash: bodyHashOf(body, await signingKey('idempotency')),
          record: record[0],
        }
      : null
    const rules = { ...organization.settings, locale: 'en' as const }
    const asked = { caller, wish: body, rules, roles, counts, claim, sites, memory, origin, at }
    const { user, password, activeOwners } = await createAccount(tools, asked)
    const shown = { user, invitation: null, lastSignInAt: null, sessionsValidAfter: 0 }
    return { ...showUser(shown, caller, roles, activeOwners), ...(password !== null && { temporaryPassword: password }) }
  },
)

const requestOf = (orgId: string, userId: string, key: string) => ({ orgId, userId, route: createUser.name, key })
