import { table } from '../../shared/aws/dynamodb.ts'
import { commitTotp } from '../../shared/data/factors.ts'
import { checkAccount } from '../../shared/domain/factors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { openMemberships, ownUsers } from '../../shared/http/memberships.ts'
import * as account from '../../shared/http/own-account.ts'
import { confirmTotp } from '../../shared/routes/factors.ts'

export const handler = endpoint(confirmTotp, { table }, async ({ signedIn, body, origin, at }, { table }) => {
  const { accountToken, code } = body
  const { identity, open } = await openMemberships(table, signedIn)
  checkAccount(await account.readAccount(accountToken), identity.userId)
  await account.verifyTotp(accountToken, code)
  await commitTotp(table, { identity, own: ownUsers(open), at, origin }, true)
  // At once, for whoever signs in again at once; where it does not succeed, the queue does it.
  await account.askForTotp(accountToken).catch(() => {})
  return { totp: true, secondFactor: signedIn.secondFactor }
})
