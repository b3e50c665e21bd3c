import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { type Mailer, MailRefused, mailer, type Suppressions, suppressions } from '../../shared/aws/ses.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { now } from '../../shared/clock.ts'
import { recordDelivery } from '../../shared/data/deliveries.ts'
import { invitationAt } from '../../shared/data/invitations.ts'
import { organizationAt, rolesAt } from '../../shared/data/organizations.ts'
import { suppressionAt } from '../../shared/data/suppressions.ts'
import { userAt } from '../../shared/data/users.ts'
import { isSuppressed, notMailed, type Suppression } from '../../shared/domain/deliveries.ts'
import type { Delivery, Invitation } from '../../shared/domain/invitations.ts'
import { rejectReason } from '../../shared/domain/mail-failures.ts'
import { invitationToken } from '../../shared/domain/tokens.ts'
import { variable } from '../../shared/environment.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { invitationMail } from '../../shared/mail/invitation.ts'
import { productName } from '../../shared/product.ts'
import { sendMail } from '../../shared/routes/background.ts'

const tools = { table, mailer, suppressions, signingKey, queues }

/** A4, M7. Sends only what is still to be sent: a replayed or outdated message finds nothing to do. */
export const handler = consumer(sendMail, tools, async (event, { table, signingKey, ...sending }) => {
  if (!event.invitation) return
  const { orgId, invitation: meant } = event
  const suppressionKey = await signingKey('suppression')
  const { organization, roles, ...found } = await table.read({
    invitation: invitationAt(orgId, meant.id),
    record: userAt(orgId, event.target.id),
    organization: organizationAt(orgId),
    roles: rolesAt(orgId),
    suppression: suppressionAt({ orgId, address: meant.mailTo, key: suppressionKey }),
  })
  const { invitation, record, suppression } = found
  if (!invitation || !record || !organization || !isUnsent(invitation, meant.tokenVersion)) return
  const key = await signingKey('invitation')
  const token = invitationToken({ orgId, invitationId: invitation.id, tokenVersion: invitation.tokenVersion }, key)
  const { user } = record
  const mail = invitationMail({
    locale: user.locale,
    productName,
    organizationName: organization.name,
    inviterName: invitation.invitedBy?.name ?? null,
    message: invitation.message,
    roles: roles.filter(({ id }) => user.roleIds.includes(id)),
    email: user.email,
    expiresAt: invitation.expiresAt,
    link: `${variable('APP_URL')}/accept#${token}`,
  })
  if (meant.mailAnyway) await liftAtSes(sending.suppressions, invitation, suppression)
  const blocked = suppression && isSuppressed(suppression)
  const delivery = blocked ? notMailed(suppression, now()) : await deliver(sending.mailer, invitation, mail)
  const { userId, tokenVersion, mailTo } = invitation
  const heard = { orgId, userId, invitationId: invitation.id, tokenVersion, mailTo, delivery, suppresses: null }
  const origin = { ip: null, userAgent: null, requestId: event.origin.requestId }
  await recordDelivery(table, heard, { key: suppressionKey, at: now(), origin }, found)
})

const isUnsent = ({ status, tokenVersion, delivery }: Invitation, meant: number) =>
  status === 'pending' && tokenVersion === meant && delivery.state === 'queued'

/** All organizations share that list: a complaint is taken off it only for the one whose own mail was complained about. */
const liftAtSes = ({ lift }: Suppressions, { mailTo }: Invitation, own: Suppression | null) =>
  lift(mailTo, own?.kind === 'complained')

async function deliver(
  mailer: Mailer,
  { orgId, userId, id, tokenVersion, mailTo }: Invitation,
  mail: ReturnType<typeof invitationMail>,
): Promise<Delivery> {
  const at = now() // before SES's own times
  const tags = { org: orgId, user: userId, invitation: id, tokenVersion: String(tokenVersion) }
  try {
    await mailer.send({ ...mail, to: mailTo, tags })
    return { state: 'sent', at }
  } catch (error) {
    if (error instanceof MailRefused) return { state: 'rejected', at, reason: rejectReason(error.message) }
    throw error
  }
}
