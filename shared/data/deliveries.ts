import {
  isFailure,
  isSuppressed,
  type Suppression,
  type SuppressionKind,
  suppressedBy,
  withDelivery,
} from '../domain/deliveries.ts'
import type { Delivery, Invitation, InvitationStatus } from '../domain/invitations.ts'
import { withoutDetail } from '../domain/mail-failures.ts'
import type { UserRecord } from '../domain/users.ts'
import { eventWrite, newEvent, type Origin, system, targetOf } from './events.ts'
import { stale, untilFresh } from './failures.ts'
import { invitationAt } from './invitations.ts'
import { invitationKey, userKey } from './keys.ts'
import { changeSuppression, suppressionAt } from './suppressions.ts'
import type { Table, Write } from './table.ts'
import { userAt } from './users.ts'

/** What is heard of one mail: of which token of which invitation, and what became of it. */
export type Heard = {
  orgId: string
  invitationId: string
  tokenVersion: number
  mailTo: string
  delivery: Delivery
  /** Why the address is not to be mailed any more. */
  suppresses: SuppressionKind | null
}

type Found = { invitation: Invitation | undefined; record: UserRecord | undefined; suppression: Suppression | null }
type By = { key: Uint8Array; at: string; origin: Origin }

/**
 * In any order, any number of times: what was written by somebody else meanwhile is read again, and what is no news writes nothing.
 * @param seen what was read already
 * @returns whether there is such an invitation
 */
export async function recordDelivery(table: Table, heard: Heard, by: By, seen?: Found): Promise<boolean> {
  let known = seen
  return untilFresh(async () => {
    const found = known ?? (await readMail(table, heard, by))
    known = undefined
    const { invitation } = found
    if (!invitation) return false
    const writes = deliveryWrites({ ...found, invitation }, discreetly(heard, invitation), by)
    if (writes.length > 0) await table.transact(writes)
    return true
  })
}

/** The invitation first: it knows whose it is now. */
async function readMail(table: Table, { orgId, invitationId, mailTo }: Heard, { key }: By): Promise<Found> {
  const { invitation } = await table.read({ invitation: invitationAt(orgId, invitationId) })
  const { record, suppression } = await table.read({
    record: invitation ? [userAt(orgId, invitation.userId)] : [],
    suppression: suppressionAt({ orgId, address: mailTo, key }),
  })
  return { invitation, record: record[0], suppression }
}

/** What the mail servers said may name somebody who was invited by username (L3). */
const discreetly = (heard: Heard, { email }: Invitation): Heard => {
  const { reason, ...delivery } = heard.delivery
  return reason === undefined || email !== null ? heard : { ...heard, delivery: { ...delivery, reason: withoutDetail(reason) } }
}

/** Only the present mail tells of the invitation; any of them tells of its address. */
function deliveryWrites(found: Found & { invitation: Invitation }, heard: Heard, by: By): Write[] {
  const { invitation, record, suppression } = found
  const { orgId, tokenVersion, mailTo, delivery, suppresses } = heard
  const told = invitation.tokenVersion === tokenVersion ? withDelivery(invitation, delivery) : null
  const suppressed = suppresses && suppressedBy(suppression, suppresses, delivery.at)
  return [
    ...(told ? stateWrites(invitation, told, record) : []),
    ...(suppressed ? [changeSuppression({ orgId, address: mailTo, key: by.key }, suppression, suppressed)] : []),
    ...((told && isFailure(delivery)) || suppressed
      ? [eventWrite(mailFailed(found, heard, { told, suppression: suppressed || suppression }, by))]
      : []),
  ]
}

/** Not a new version: no `If-Match` breaks on it. */
function stateWrites(before: Invitation, after: Invitation, record: UserRecord | undefined): Write[] {
  const { orgId, id, userId, delivery, deliveryTimes } = after
  const change: Write = {
    change: invitationKey(orgId, id),
    set: { 'invitation.delivery': delivery, 'invitation.deliveryTimes': deliveryTimes },
    if: {
      'invitation.userId': { is: userId },
      'invitation.tokenVersion': { is: before.tokenVersion },
      'invitation.status': { is: 'pending' satisfies InvitationStatus },
      'invitation.deliveryTimes': { is: before.deliveryTimes },
    },
    otherwise: stale,
  }
  const isShown = record?.invitation?.id === id && delivery !== before.delivery
  if (!isShown) return [change]
  const row = { change: userKey(orgId, userId), set: { 'invitation.delivery': delivery } }
  return [change, { ...row, if: { 'invitation.id': { is: id } }, otherwise: stale }]
}

const mailFailed = (
  { invitation, record }: Found & { invitation: Invitation },
  { orgId, tokenVersion, delivery }: Heard,
  { told, suppression }: { told: Invitation | null; suppression: Suppression | null },
  { at, origin }: By,
) =>
  newEvent({
    orgId,
    type: 'invitation.mail_failed',
    at,
    actor: system,
    target: record
      ? targetOf(record.user)
      : { type: 'user', id: invitation.userId, name: invitation.email ?? invitation.username ?? invitation.userId },
    changes: told ? { delivery: { before: invitation.delivery, after: told.delivery } } : {},
    invitation: { id: invitation.id, tokenVersion },
    mail: { ...delivery, suppressed: suppression !== null && isSuppressed(suppression) },
    origin,
  })
