import { checkOpen, type Invitation } from '../domain/invitations.ts'
import { Refusal } from '../domain/refusals.ts'
import { readInvitationToken } from '../domain/tokens.ts'
import { countsAt } from './counts.ts'
import { stale } from './failures.ts'
import { identityAt } from './identities.ts'
import { invitationAt } from './invitations.ts'
import { organizationAt, rolesAt } from './organizations.ts'
import type { ReadTable } from './table.ts'
import { userAt } from './users.ts'

/** What an open invitation offers to whoever holds its token; two hops. */
export async function readOffer(table: ReadTable, text: string, key: Uint8Array, at: string) {
  const token = readInvitationToken(text, key)
  if (!token) throw unknown()
  const { orgId } = token
  const { invitation, organization, roles, counts } = await table.read({
    invitation: invitationAt(orgId, token.invitationId),
    organization: organizationAt(orgId),
    roles: rolesAt(orgId),
    counts: countsAt(orgId),
  })
  if (!invitation || !organization) throw unknown()
  checkOpen(invitation, token.tokenVersion, at)
  const { record, identity, backer } = await table.read({
    record: userAt(orgId, invitation.userId),
    identity: identityAt(invitation.userId),
    backer: invitation.backedBy ? [userAt(orgId, invitation.backedBy)] : [],
  })
  if (!record || !identity) throw stale()
  return { invitation, organization, roles, counts, record, user: record.user, identity, backer: backer[0]?.user ?? null }
}

export type Offer = Awaited<ReturnType<typeof readOffer>>

const unknown = () =>
  new Refusal(
    'invitation_not_found',
    'This is no invitation of ours. Open the link of the newest mail, or ask for a new invitation.',
  )

/** The invitation's user and identity; `current` unless the user is there by another invitation since. */
export async function readInvited(table: ReadTable, { orgId, id, userId }: Invitation) {
  const { record, identity } = await table.read({ record: userAt(orgId, userId), identity: identityAt(userId) })
  if (!record) return undefined
  if (!identity) throw stale()
  return { user: record.user, identity, current: record.invitation?.id === id }
}
