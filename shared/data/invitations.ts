import type { Invitation } from '../domain/invitations.ts'
import type { Conditions } from './expressions.ts'
import { stale } from './failures.ts'
import { dueShardOf, dueShards, invitationKey } from './keys.ts'
import type { Place, ReadTable, Write } from './table.ts'

export const invitationAt = (orgId: string, invitationId: string): Place<Invitation | undefined> => ({
  key: invitationKey(orgId, invitationId),
  from: item => item?.invitation as Invitation | undefined, // as the writes below put it
})

/** Only a pending invitation falls due, so only it stands in the sparse due index. */
const dueKeys = ({ id, status, expiresAt }: Invitation) => ({
  cell: status === 'pending' ? dueShardOf(id) : undefined,
  cellKey: status === 'pending' ? expiresAt : undefined,
})

export const createInvitation = (invitation: Invitation): Write => ({
  put: { ...invitationKey(invitation.orgId, invitation.id), invitation, ...dueKeys(invitation) },
  if: { pk: 'absent' },
  otherwise: stale,
})

/** Nobody else may have come to answer for its rights since they were judged. */
const asRead = ({ version, backedBy }: Invitation): Conditions => ({
  'invitation.version': { is: version },
  'invitation.backedBy': { is: backedBy },
})

export const changeInvitation = (before: Invitation, after: Invitation): Write => ({
  change: invitationKey(after.orgId, after.id),
  set: { invitation: after, ...dueKeys(after) },
  // What became of the mail meanwhile is not undone.
  if: { ...asRead(before), 'invitation.deliveryTimes': { is: before.deliveryTimes } },
  otherwise: stale,
})

/** Its user was edited. The delivery stays as it is: the mail may be on its way at this very moment. */
export const changeBeside = (before: Invitation, { orgId, id, backedBy, updatedAt, version }: Invitation): Write => ({
  change: invitationKey(orgId, id),
  set: { 'invitation.backedBy': backedBy, 'invitation.updatedAt': updatedAt, 'invitation.version': version },
  if: asRead(before),
  otherwise: stale,
})

/** Who changes what an open invitation gives answers for it from then on. Not a new version of the invitation. */
export const changeBacker = (orgId: string, invitationId: string, userId: string): Write => ({
  change: invitationKey(orgId, invitationId),
  set: { 'invitation.backedBy': userId },
  if: { pk: 'present' },
  otherwise: stale,
})

/** Newest first: ids sort by age. `after` is the id that the last page ended with. */
export async function listInvitations(
  table: ReadTable,
  { orgId, after, limit }: { orgId: string; after?: string; limit: number },
) {
  const { pk, sk } = invitationKey(orgId, '')
  const items = await table.range({
    partition: pk,
    prefix: sk,
    limit,
    descending: true,
    after: after === undefined ? undefined : invitationKey(orgId, after),
  })
  return items.map(item => item.invitation as Invitation) // the prefix holds nothing else
}

/** An invitation that ran out, or an identity whose lease did. */
export type Due = { orgId: string; invitationId: string } | { userId: string }

/** Whatever fell due by then, from the sparse index: reading it costs only what is found. */
export async function listDue(table: ReadTable, at: string, limit: number): Promise<Due[]> {
  const pages = await Promise.all(
    dueShards.map(partition =>
      table.range({ index: 'byCell', partition, through: at, limit: Math.ceil(limit / dueShards.length) }),
    ),
  )
  return pages.flat().map(({ pk, sk }) => {
    const id = sk.slice(sk.indexOf('#') + 1)
    return sk === 'IDENTITY'
      ? { userId: pk.slice(pk.indexOf('#') + 1) }
      : { orgId: pk.slice(pk.indexOf('#') + 1), invitationId: id }
  })
}
