import { table } from '../../shared/aws/dynamodb.ts'
import { commitTotp } from '../../shared/data/factors.ts'
import { checkRemoval } from '../../shared/domain/factors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { openMemberships, ownUsers } from '../../shared/http/memberships.ts'
import { removeTotp } from '../../shared/routes/factors.ts'

export const handler = endpoint(removeTotp, { table }, async ({ signedIn, origin, at }, { table }) => {
  const { identity, open } = await openMemberships(table, signedIn)
  checkRemoval(identity.totp === true, signedIn, at)
  await commitTotp(table, { identity, own: ownUsers(open), at, origin }, false)
})
