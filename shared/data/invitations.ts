import type { Invitation } from '../domain/invitations.ts'
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

export const changeInvitation = (before: Invitation, after: Invitation): Write => ({
  change: invitationKey(after.orgId, after.id),
  set: { invitation: after, ...dueKeys(after) },
  if: { 'invitation.version': { is: before.version } },
  otherwise: stale,
})

/** Newest first: ids sort by age. `after` is the id that the last page ended with. */
export async function listInvitations(table: ReadTable, { orgId, after, limit }: { orgId: string; after?: string; limit: number }) {
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

/** Keys of whatever fell due by then: invitations that expired and leases that nobody finished. */
export async function listDue(table: ReadTable, at: string, limit: number): Promise<{ pk: string; sk: string }[]> {
  const pages = await Promise.all(
    dueShards.map(partition => table.range({ index: 'byCell', partition, through: at, limit: Math.ceil(limit / dueShards.length) })),
  )
  return pages.flat().map(({ pk, sk }) => ({ pk, sk }))
}
