import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { requestReset } from '../../shared/data/reset-codes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { requestPasswordReset } from '../../shared/routes/password-resets.ts'

export const handler = endpoint(
  requestPasswordReset,
  { table, signingKey },
  async ({ body, origin, at }, { table, signingKey }) =>
    requestReset(table, body.email, await signingKey('rates'), { at, origin }),
)
