import { table } from '../../shared/aws/dynamodb.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { openMemberships } from '../../shared/http/memberships.ts'
import { getMyFactors } from '../../shared/routes/factors.ts'

export const handler = endpoint(getMyFactors, { table }, async ({ signedIn }, { table }) => {
  const { identity } = await openMemberships(table, signedIn)
  return { totp: identity.totp === true, secondFactor: signedIn.secondFactor }
})
