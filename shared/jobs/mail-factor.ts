import type { AuditEvent } from '../data/events.ts'
import { identityAt } from '../data/identities.ts'
import { suppressionAt } from '../data/suppressions.ts'
import { userAt } from '../data/users.ts'
import { isSuppressed } from '../domain/deliveries.ts'
import { rejectReason } from '../domain/mail-failures.ts'
import { logger } from '../logger.ts'
import { noticeMail } from '../mail/notice.ts'
import { product } from '../product.ts'
import type { MailTools } from './mail-code.ts'

/** ASVS 6.3.7: that a factor was added or taken away, to whose it is. Nobody else is told of a stranger's account: only a mailbox that has spoken. */
export async function mailFactorNotice(
  { orgId, type, target }: AuditEvent,
  { table, mailer, signingKey }: MailTools,
): Promise<void> {
  const { identity, record } = await table.read({ identity: identityAt(target.id), record: userAt(orgId, target.id) })
  if (!identity?.emailVerified || identity.displacedBy) return
  const mailbox = { orgId, address: identity.email, key: await signingKey('suppression') }
  const { suppression } = await table.read({ suppression: suppressionAt(mailbox) })
  if (suppression && isSuppressed(suppression)) return
  const mail = noticeMail({ locale: record?.user.locale ?? 'en', product }, ({ factorNotice }, { product: name, shown }) => {
    const say = type === 'user.factor_added' ? factorNotice.added : factorNotice.removed
    const { unexpected } = factorNotice
    return { subject: say.subject({ product: name }), heading: say.heading, lead: say.lead({ product: shown }), unexpected }
  })
  const { refused } = await mailer.send({ ...mail, to: identity.email, tags: { notice: 'factor' } })
  if (refused !== null) logger.warn('a notice could not be mailed', { userId: target.id, reason: rejectReason(refused) })
}
