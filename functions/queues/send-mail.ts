import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { type Mailer, MailRefused, mailer } from '../../shared/aws/ses.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { now } from '../../shared/clock.ts'
import { Stale } from '../../shared/data/failures.ts'
import { invitationAt, recordDelivery } from '../../shared/data/invitations.ts'
import { organizationAt, rolesAt } from '../../shared/data/organizations.ts'
import { userAt } from '../../shared/data/users.ts'
import type { Delivery, Invitation } from '../../shared/domain/invitations.ts'
import { invitationToken } from '../../shared/domain/tokens.ts'
import { variable } from '../../shared/environment.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { invitationMail } from '../../shared/mail/invitation.ts'
import { product } from '../../shared/product.ts'
import { sendMail } from '../../shared/routes/background.ts'

/** A4, M7. Sends only what is still to be sent: a replayed or outdated message finds nothing to do. */
export const handler = consumer(sendMail, { table, mailer, signingKey, queues }, async (event, { table, mailer, signingKey }) => {
  if (!event.invitation) return
  const { orgId, invitation: meant } = event
  const { invitation, record, organization, roles } = await table.read({
    invitation: invitationAt(orgId, meant.id),
    record: userAt(orgId, event.target.id),
    organization: organizationAt(orgId),
    roles: rolesAt(orgId),
  })
  if (!invitation || !record || !organization || !isUnsent(invitation, meant.tokenVersion)) return
  const key = await signingKey('invitation')
  const token = invitationToken({ orgId, invitationId: invitation.id, tokenVersion: invitation.tokenVersion }, key)
  const { user } = record
  const mail = invitationMail({
    locale: user.locale,
    product,
    organizationName: organization.name,
    inviterName: invitation.invitedBy?.name ?? null,
    message: invitation.message,
    roles: roles.filter(({ id }) => user.roleIds.includes(id)),
    email: user.email,
    expiresAt: invitation.expiresAt,
    timeZone: invitation.timeZone ?? product.timeZone,
    link: `${variable('APP_URL')}/accept#${token}`,
  })
  const delivery = await deliver(mailer, invitation.mailTo, mail, { org: orgId, invitation: invitation.id })
  await table.transact(recordDelivery(invitation, delivery)).catch(error => {
    if (!(error instanceof Stale)) throw error // else it was accepted, cancelled or sent anew meanwhile
  })
})

const isUnsent = ({ status, tokenVersion, delivery }: Invitation, meant: number) =>
  status === 'pending' && tokenVersion === meant && delivery.state === 'queued'

async function deliver(
  mailer: Mailer,
  to: string,
  mail: ReturnType<typeof invitationMail>,
  tags: Record<string, string>,
): Promise<Delivery> {
  try {
    await mailer.send({ ...mail, to, tags })
    return { state: 'sent', at: now() }
  } catch (error) {
    if (error instanceof MailRefused) return { state: 'rejected', at: now(), reason: error.message }
    throw error
  }
}
