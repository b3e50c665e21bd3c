import type { SigningKey } from '../aws/secrets.ts'
import type { Mailer, Suppressions } from '../aws/ses.ts'
import { now } from '../clock.ts'
import { recordDelivery } from '../data/deliveries.ts'
import type { AuditEvent } from '../data/events.ts'
import { invitationAt } from '../data/invitations.ts'
import { organizationAt } from '../data/organizations.ts'
import { rolesAt } from '../data/roles.ts'
import { suppressionAt } from '../data/suppressions.ts'
import type { Table } from '../data/table.ts'
import { userAt } from '../data/users.ts'
import { isSuppressed, notMailed, type Suppression } from '../domain/deliveries.ts'
import type { Delivery, Invitation } from '../domain/invitations.ts'
import { rejectReason } from '../domain/mail-failures.ts'
import { heldRoles } from '../domain/roles.ts'
import { invitationToken } from '../domain/tokens.ts'
import type { PageLinks } from '../links.ts'
import { invitationMail } from '../mail/invitation.ts'
import { product } from '../product.ts'

type Tools = { table: Table; mailer: Mailer; suppressions: Suppressions; signingKey: SigningKey; pageLinks: PageLinks }

/** A4, M7. */
export async function mailInvitation(
  { orgId, origin: { requestId } }: AuditEvent,
  meant: NonNullable<AuditEvent['invitation']>,
  { table, signingKey, pageLinks, ...sending }: Tools,
): Promise<void> {
  const suppressionKey = await signingKey('suppression')
  const { invitation, organization, roles } = await table.read({
    invitation: invitationAt(orgId, meant.id),
    organization: organizationAt(orgId),
    roles: rolesAt(orgId),
  })
  if (!invitation || !organization || !isUnsent(invitation, meant.tokenVersion)) return
  const { record, suppression } = await table.read({
    record: userAt(orgId, invitation.userId),
    suppression: suppressionAt({ orgId, address: invitation.mailTo, key: suppressionKey }),
  })
  if (!record) return
  const key = await signingKey('invitation')
  const token = invitationToken({ orgId, invitationId: invitation.id, tokenVersion: invitation.tokenVersion }, key)
  const { user } = record
  const mail = invitationMail({
    locale: user.locale,
    product,
    organizationName: organization.name,
    inviterName: invitation.invitedBy?.name ?? null,
    message: invitation.message,
    roles: heldRoles(user, roles),
    email: user.email,
    expiresAt: invitation.expiresAt,
    timeZone: invitation.timeZone ?? product.timeZone,
    link: pageLinks.to('/accept', token),
  })
  if (meant.mailAnyway) await liftAtSes(sending.suppressions, invitation, suppression)
  const blocked = suppression && isSuppressed(suppression)
  const delivery = blocked ? notMailed(suppression, now()) : await deliver(sending.mailer, invitation, mail)
  const { tokenVersion, mailTo } = invitation
  const heard = { orgId, invitationId: invitation.id, tokenVersion, mailTo, delivery, suppresses: null }
  const origin = { ip: null, userAgent: null, requestId }
  await recordDelivery(table, heard, { key: suppressionKey, at: now(), origin }, { invitation, record, suppression })
}

const isUnsent = ({ status, tokenVersion, delivery }: Invitation, meant: number) =>
  status === 'pending' && tokenVersion === meant && delivery.state === 'queued'

/** All organizations share that list: a complaint is taken off it only for the one whose own mail was complained about. */
const liftAtSes = ({ lift }: Suppressions, { mailTo }: Invitation, own: Suppression | null) =>
  lift(mailTo, own?.kind === 'complained')

async function deliver(
  mailer: Mailer,
  { orgId, id, tokenVersion, mailTo }: Invitation,
  mail: ReturnType<typeof invitationMail>,
): Promise<Delivery> {
  const at = now() // before SES's own times
  const tags = { org: orgId, invitation: id, tokenVersion: String(tokenVersion) }
  const { refused } = await mailer.send({ ...mail, to: mailTo, tags })
  return refused === null ? { state: 'sent', at } : { state: 'rejected', at, reason: rejectReason(refused) }
}
