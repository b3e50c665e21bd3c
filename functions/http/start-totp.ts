import { table } from '../../shared/aws/dynamodb.ts'
import { checkEnrolment, totpUri } from '../../shared/domain/factors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { openMemberships } from '../../shared/http/memberships.ts'
import * as account from '../../shared/http/own-account.ts'
import { product } from '../../shared/product.ts'
import { startTotp } from '../../shared/routes/factors.ts'

export const handler = endpoint(startTotp, { table }, async ({ signedIn, body: { accountToken }, at }, { table }) => {
  const { identity } = await openMemberships(table, signedIn)
  checkEnrolment(await account.readAccount(accountToken), identity.userId, at)
  const secret = await account.startTotp(accountToken)
  return { secret, uri: totpUri(secret, identity.email, product.name) }
})
