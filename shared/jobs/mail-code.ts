import type { SigningKey } from '../aws/secrets.ts'
import type { Mailer } from '../aws/ses.ts'
import { now } from '../clock.ts'
import { emailCodeAt, recordCodeSent } from '../data/email-codes.ts'
import type { AuditEvent } from '../data/events.ts'
import { Stale } from '../data/failures.ts'
import { identityAt } from '../data/identities.ts'
import { suppressionAt } from '../data/suppressions.ts'
import type { Table } from '../data/table.ts'
import { userAt } from '../data/users.ts'
import { digitsOf } from '../domain/codes.ts'
import { isSuppressed } from '../domain/deliveries.ts'
import { rejectReason } from '../domain/mail-failures.ts'
import { logger } from '../logger.ts'
import { codeMail } from '../mail/code.ts'
import { product } from '../product.ts'

export type MailTools = { table: Table; mailer: Mailer; signingKey: SigningKey }

/** To the login email, wherever other mail goes. The code was asked for in this event, and is known by its id. */
export async function mailCode({ id, orgId, target }: AuditEvent, { table, mailer, signingKey }: MailTools): Promise<void> {
  const { code, identity, record } = await table.read({
    code: emailCodeAt(target.id),
    identity: identityAt(target.id),
    record: userAt(orgId, target.id),
  })
  if (code?.id !== id || code.sentAt !== null || code.expiresAt <= now()) return
  if (!identity || identity.emailVerified || identity.displacedBy) return
  // Whoever reported our mail as spam, or has no mailbox, is not mailed by way of codes either.
  const mailbox = { orgId, address: identity.email, key: await signingKey('suppression') }
  const { suppression } = await table.read({ suppression: suppressionAt(mailbox) })
  if (suppression && isSuppressed(suppression)) return logger.warn('a code was not mailed', { userId: target.id, ...suppression })
  const digits = digitsOf(code, await signingKey('email-code'))
  const mail = codeMail({ locale: record?.user.locale ?? 'en', product, digits })
  const { refused } = await mailer.send({ ...mail, to: identity.email, tags: { code: 'email' } })
  if (refused !== null) logger.warn('a code could not be mailed', { userId: target.id, reason: rejectReason(refused) })
  await table.update(recordCodeSent(code, now())).catch(error => {
    if (!(error instanceof Stale)) throw error // else it was entered, or another one asked for, meanwhile
  })
}
