import { table } from '../../shared/aws/dynamodb.ts'
import { commitEmailCode } from '../../shared/data/email-codes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { openMemberships, ownUsers } from '../../shared/http/memberships.ts'
import { requestEmailCode } from '../../shared/routes/email-proof.ts'

export const handler = endpoint(requestEmailCode, { table }, async ({ signedIn, origin, at }, { table }) => {
  const { identity, open } = await openMemberships(table, signedIn)
  if (identity.emailVerified) return { emailVerified: true, expiresAt: null }
  const { expiresAt } = await commitEmailCode(table, { identity, own: ownUsers(open), at, origin })
  return { emailVerified: false, expiresAt }
})
