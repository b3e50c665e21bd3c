import { table } from '../../shared/aws/dynamodb.ts'
import { commitLoginEmailRequest, readOrganizationsOf } from '../../shared/data/login-emails.ts'
import { checkLoginEmailChange } from '../../shared/domain/login-emails.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { openMemberships, ownUsers } from '../../shared/http/memberships.ts'
import { requestLoginEmail } from '../../shared/routes/login-email.ts'

/** D4. Whether somebody has the address is looked at by whoever mails the code, so that no answer tells it. */
export const handler = endpoint(requestLoginEmail, { table }, async ({ signedIn, body: { email }, origin, at }, { table }) => {
  const { identity, open } = await openMemberships(table, signedIn)
  const organizations = await readOrganizationsOf(table, identity)
  checkLoginEmailChange({ identity, organizations, email, authTime: signedIn.authTime, at })
  const { expiresAt } = await commitLoginEmailRequest(table, { identity, own: ownUsers(open), at, origin }, email)
  return { expiresAt }
})
