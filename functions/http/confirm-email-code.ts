import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { commitProof, emailCodeAt, spendTry } from '../../shared/data/email-codes.ts'
import { untilFresh } from '../../shared/data/failures.ts'
import { invalidCode, isRight } from '../../shared/domain/codes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showMe } from '../../shared/http/me.ts'
import { openMemberships, ownUsers } from '../../shared/http/memberships.ts'
import { confirmEmailCode } from '../../shared/routes/email-proof.ts'

/** An account that was made for somebody, or an invitation sent elsewhere, proves nothing about the login email: this does. */
export const handler = endpoint(
  confirmEmailCode,
  { table, signingKey },
  async ({ signedIn, body, origin, at }, { table, signingKey }) => {
    const { identity, open } = await openMemberships(table, signedIn)
    if (identity.emailVerified) return showMe(identity, open)
    const { code } = await table.read({ code: emailCodeAt(identity.userId) })
    if (!code) throw invalidCode()
    await table.update(spendTry(code))
    if (!isRight(code, body.code, at, await signingKey('email-code'))) throw invalidCode()
    // Here, since beginning anew would spend another try.
    return untilFresh(async () => {
      const { identity, open } = await openMemberships(table, signedIn)
      if (!identity.emailVerified) await commitProof(table, { identity, own: ownUsers(open), at, origin }, code)
      return showMe({ ...identity, emailVerified: true }, open)
    })
  },
)
