import { table } from '../../shared/aws/dynamodb.ts'
import { countsAt } from '../../shared/data/counts.ts'
import { actorOf } from '../../shared/data/events.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { commitErasure, commitRemoval } from '../../shared/data/removing.ts'
import { transferAt } from '../../shared/data/transfers.ts'
import { userAt } from '../../shared/data/users.ts'
import * as removing from '../../shared/domain/removing.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showPreview, showUserDetails } from '../../shared/http/shapes.ts'
import { removeUser } from '../../shared/routes/removal.ts'

/** A6, M10: inactive, and what is owned goes to the heir. D9: gone for good, where that is asked for twice. */
export const handler = endpoint(
  removeUser,
  { table },
  ({ params: { orgId, userId }, query: { transferTo, permanent } }) => ({
    counts: countsAt(orgId),
    latest: transferAt(orgId, userId),
    heir: transferTo ? [userAt(orgId, transferTo)] : [],
    identity: permanent ? [identityAt(userId)] : [],
  }),
  async ({ caller, target, roles, query, origin, at, found: { counts, latest, heir, identity } }, { table }) => {
    const { transferTo, permanent, confirm, dryRun } = query
    const { activeOwners, seatRules } = counts
    const situation = { caller, target, roles, activeOwners, at }
    const named = transferTo ? { path: 'query.transferTo', id: transferTo, record: heir[0] } : null
    const decide = () => (permanent ? removing.eraseUser(situation, confirm) : removing.removeUser(situation, named))
    if (dryRun) return showPreview(removing.previewOf(situation, decide, seatRules), origin.requestId)
    const removal = decide()
    const by = { actor: actorOf(caller), origin }
    if (!removal) {
      await commitErasure(table, caller.orgId, counts, { before: target, identity: identity[0], at }, by)
      return undefined
    }
    const gone = await commitRemoval(table, caller.orgId, counts, removal, by)
    return showUserDetails(gone, removal.transfer ?? latest, removing.afterwards(caller, gone.user), roles, activeOwners)
  },
)
