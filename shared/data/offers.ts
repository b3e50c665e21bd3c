import { checkOpen, type Invitation } from '../domain/invitations.ts'
import { Refusal } from '../domain/refusals.ts'
import { readInvitationToken } from '../domain/tokens.ts'
import { countsAt } from './counts.ts'
import type { Origin } from './events.ts'
import { stale } from './failures.ts'
import { identityAt } from './identities.ts'
import { invitationAt } from './invitations.ts'
import { ledgerAt } from './ledger.ts'
import { organizationAt } from './organizations.ts'
import { countWrongToken } from './rates.ts'
import { rolesAt } from './roles.ts'
import type { ReadTable, Table } from './table.ts'
import { userAt } from './users.ts'

/** What an open invitation offers to whoever holds its token; two hops. */
export async function readOffer(table: Table, text: string, key: Uint8Array, { at, origin }: { at: string; origin: Origin }) {
  const token = readInvitationToken(text, key)
  if (!token) throw await unknown(table, origin, at)
  const { orgId } = token
  const { invitation, organization, roles, ledger, counts } = await table.read({
    invitation: invitationAt(orgId, token.invitationId),
    organization: organizationAt(orgId),
    roles: rolesAt(orgId),
    ledger: ledgerAt(orgId),
    counts: countsAt(orgId),
  })
  if (!invitation || !organization) throw await unknown(table, origin, at)
  checkOpen(invitation, token.tokenVersion, at)
  const { record, identity, backer } = await table.read({
    record: userAt(orgId, invitation.userId),
    identity: identityAt(invitation.userId),
    backer: invitation.backedBy ? [userAt(orgId, invitation.backedBy)] : [],
  })
  if (!record || !identity) throw stale()
  const people = { record, user: record.user, identity, backer: backer[0]?.user ?? null }
  return { invitation, organization, roles, ledger, counts, ...people }
}

export type Offer = Awaited<ReturnType<typeof readOffer>>

/** Only wrong tokens are counted, and refused by the count: a good one costs no write, and works whoever else guesses behind the same address. */
async function unknown(table: Table, { ip }: Origin, at: string): Promise<Refusal> {
  if (ip !== null) await table.update(countWrongToken(ip, at))
  return new Refusal(
    'invitation_not_found',
    'This is no invitation of ours. Open the link of the newest mail, or ask for a new invitation.',
  )
}

/** The invitation's user and identity; `current` unless the user is there by another invitation since. */
export async function readInvited(table: ReadTable, { orgId, id, userId, version }: Invitation) {
  const { record, identity } = await table.read({ record: userAt(orgId, userId), identity: identityAt(userId) })
  const current = record?.invitation?.id === id
  if (!current) {
    const { now } = await table.read({ now: invitationAt(orgId, id) })
    if (now?.version !== version) throw stale()
  }
  if (!record) return undefined
  if (!identity) throw stale()
  return { user: record.user, identity, current }
}
