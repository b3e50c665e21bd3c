import { setTimeout } from 'node:timers/promises'
import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { resets } from '../../shared/aws/password-resets.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { now } from '../../shared/clock.ts'
import { countGuess } from '../../shared/data/rates.ts'
import { confirmReset } from '../../shared/data/resetting.ts'
import { checkPassword } from '../../shared/domain/passwords.ts'
import { millisecondsUntil, sessionsEndAt } from '../../shared/domain/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { product } from '../../shared/product.ts'
import { confirmPasswordReset } from '../../shared/routes/password-resets.ts'

/** The names of the person's organizations are not asked about: a refusal would tell strangers which they are. */
export const handler = endpoint(
  confirmPasswordReset,
  { table, signingKey, credentials, resets },
  async ({ body, origin, at }, { signingKey, ...tools }) => {
    checkPassword(body.password, body.email, 'password', [product.name])
    await tools.table.update(countGuess(origin.ip ?? 'unknown', at))
    const keys = { ratesKey: await signingKey('rates'), codeKey: await signingKey('reset-code'), now }
    await confirmReset(tools, { ...body, ...keys }, { at, origin })
    // A token tells its sign-in in whole seconds: within this one the new sign-in would look like an old one.
    await setTimeout(millisecondsUntil(sessionsEndAt(at), now()))
  },
)
