import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { spendTry } from '../../shared/data/email-codes.ts'
import { untilFresh } from '../../shared/data/failures.ts'
import { commitLoginEmail, loginEmailCodeAt, readOrganizationsOf } from '../../shared/data/login-emails.ts'
import { invalidCode, isRight } from '../../shared/domain/codes.ts'
import { checkLoginEmailAllowed } from '../../shared/domain/login-emails.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showMe } from '../../shared/http/me.ts'
import { openMemberships } from '../../shared/http/memberships.ts'
import { confirmLoginEmail } from '../../shared/routes/login-email.ts'

export const handler = endpoint(
  confirmLoginEmail,
  { table, signingKey },
  async ({ signedIn, body, origin, at }, { table, signingKey }) => {
    const { userId } = (await openMemberships(table, signedIn)).identity
    const { code } = await table.read({ code: loginEmailCodeAt(userId) })
    if (!code) throw invalidCode()
    await table.update(spendTry(code, 'login-email'))
    if (!isRight(code, body.code, at, await signingKey('email-code'))) throw invalidCode()
    // Here, since beginning anew would spend another try.
    return untilFresh(async () => {
      const { identity, open } = await openMemberships(table, signedIn)
      checkLoginEmailAllowed(await readOrganizationsOf(table, identity), code.email)
      await commitLoginEmail(table, { identity, code, at, origin })
      return showMe({ ...identity, email: code.email, emailVerified: true }, open)
    })
  },
)
