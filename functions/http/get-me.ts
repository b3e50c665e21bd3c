import { table } from '../../shared/aws/dynamodb.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showMe } from '../../shared/http/me.ts'
import { openMemberships } from '../../shared/http/memberships.ts'
import { getMe } from '../../shared/routes/organizations.ts'

export const handler = endpoint(getMe, { table }, async ({ signedIn }, { table }) => {
  const { identity, open } = await openMemberships(table, signedIn)
  return showMe(identity, open)
})
