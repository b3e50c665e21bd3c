import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { createAccount, createRecordAt } from '../../shared/data/creating.ts'
import { memoryOf, requestOf } from '../../shared/data/idempotency.ts'
import { claimAt } from '../../shared/data/identities.ts'
import { ownOrganizationAt } from '../../shared/data/organizations.ts'
import { sitesAt } from '../../shared/data/sites.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { product } from '../../shared/product.ts'
import { createUser } from '../../shared/routes/accounts.ts'

export const handler = endpoint(
  createUser,
  { table, credentials, signingKey },
  ({ params: { orgId }, body, idempotencyKey, signedIn }) => {
    const request = requestOf(createUser, orgId, signedIn.userId, idempotencyKey)
    return {
      organization: ownOrganizationAt(orgId),
      counts: countsAt(orgId),
      claim: claimAt(body.email),
      sites: sitesAt(orgId, body.siteIds),
      record: request ? [createRecordAt(request)] : [],
    }
  },
  async ({ caller, roles, body, origin, at, idempotencyKey, found }, { signingKey, ...tools }) => {
    const { organization, counts, claim, sites, record } = found
    const request = requestOf(createUser, caller.orgId, caller.userId, idempotencyKey)
    const memory = await memoryOf(request, record[0], body, signingKey)
    const rules = { ...organization.settings, locale: 'en' as const }
    const names = [product.name, organization.name]
    const asked = { caller, wish: body, rules, names, roles, counts, claim, sites, memory, origin, at }
    const { user, password, activeOwners } = await createAccount(tools, asked)
    const shown = { user, invitation: null, lastSignInAt: null, sessionsValidAfter: 0 }
    return { ...showUser(shown, caller, roles, activeOwners), ...(password !== null && { temporaryPassword: password }) }
  },
)
