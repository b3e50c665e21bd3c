import { table } from '../../shared/aws/dynamodb.ts'
import { commitOwnChange } from '../../shared/data/profile-changes.ts'
import { changeOwn } from '../../shared/domain/profiles.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showMe } from '../../shared/http/me.ts'
import { openMemberships, ownUsers } from '../../shared/http/memberships.ts'
import { changeMe } from '../../shared/routes/accounts.ts'

export const handler = endpoint(changeMe, { table }, async ({ signedIn, query, body, origin, at }, { table }) => {
  const { identity: before, open } = await openMemberships(table, signedIn)
  const { identity: after, users } = changeOwn({ identity: before, users: ownUsers(open), onlyIn: query.orgId, at }, body)
  await commitOwnChange(table, { before, after, users, at, origin })
  return showMe(
    after,
    open.map((membership, index) => ({ ...membership, user: users[index]?.after ?? membership.user })),
  )
})
