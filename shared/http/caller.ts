import { invitationAt } from '../data/invitations.ts'
import { ledgerAt } from '../data/ledger.ts'
import { requiresMfaAt } from '../data/required-factors.ts'
import { rolesAt } from '../data/roles.ts'
import type { Places, ReadTable } from '../data/table.ts'
import { userAt } from '../data/users.ts'
import { mfaRequired } from '../domain/factors.ts'
import type { Invitation } from '../domain/invitations.ts'
import { type Caller, callerOf, forbidden, sees } from '../domain/lifecycle.ts'
import { notFound } from '../domain/refusals.ts'
import { may } from '../domain/rights.ts'
import type { Role } from '../domain/roles.ts'
import type { UserRecord } from '../domain/users.ts'
import type { RouteSpec } from '../routes/route.ts'
import { checkLive } from './live.ts'
import { type SignedIn, Unauthorized } from './tokens.ts'

/** What the path names beside the organization; each is read with the caller, and 404 when it isn't there. */
type Subjects = { userId: { target: UserRecord }; invitationId: { invitation: Invitation } }

/** A route with `{userId}` receives `target`, one with `{invitationId}` receives `invitation`. */
export type SubjectsOf<Params> = ('userId' extends keyof Params ? Subjects['userId'] : unknown) &
  ('invitationId' extends keyof Params ? Subjects['invitationId'] : unknown)

/** A member of the organization, with the rights of this moment. */
export type Membership = { caller: Caller; self: UserRecord; roles: Role[] }

/**
 * Reads the caller and whatever the path names in one hop, together with what the handler asked for, and refuses
 * whom it must. The tenant comes from the path, and counts only if the table says that the caller is an active member of it.
 */
export async function admit<More extends Places>(
  table: ReadTable,
  route: RouteSpec,
  signedIn: SignedIn,
  params: Record<string, string>,
  more: More,
) {
  const { orgId = '' } = params
  const { userId } = signedIn
  const { self, roles, ledger, requiresMfa, target, invitation, found } = await table.read({
    self: userAt(orgId, userId),
    roles: rolesAt(orgId),
    ledger: ledgerAt(orgId),
    requiresMfa: requiresMfaAt(orgId),
    target: params.userId ? [userAt(orgId, params.userId)] : [],
    invitation: params.invitationId ? [invitationAt(orgId, params.invitationId)] : [],
    found: more,
  })
  if (self?.user.status !== 'active' || self.user.displacedAt !== null) throw notFound()
  if (signedIn.authTime < self.sessionsValidAfter) throw new Unauthorized()
  await checkLive(signedIn, self.ended)
  if (requiresMfa && !signedIn.secondFactor) throw mfaRequired()
  const caller = callerOf(orgId, self.user, roles, ledger)
  if (isPermission(route.permission) && !may(caller.rights, route.permission)) throw forbidden(route.permission)
  const [subject, offer] = [target[0], invitation[0]]
  if (params.userId && !(subject && sees(caller, subject.user, roles, route.permission))) throw notFound()
  if (params.invitationId && !offer) throw notFound()
  return { caller, self, roles, target: subject, invitation: offer, found }
}

const isPermission = (permission: string) => permission.includes(':')
