import { now } from '../clock.ts'
import { recordCodeSent } from '../data/email-codes.ts'
import type { AuditEvent } from '../data/events.ts'
import { Stale } from '../data/failures.ts'
import { claimAt, identityAt } from '../data/identities.ts'
import { loginEmailCodeAt } from '../data/login-emails.ts'
import { suppressionAt } from '../data/suppressions.ts'
import { userAt } from '../data/users.ts'
import { digitsOf } from '../domain/codes.ts'
import { isSuppressed } from '../domain/deliveries.ts'
import { rejectReason } from '../domain/mail-failures.ts'
import type { Locale } from '../domain/users.ts'
import { logger } from '../logger.ts'
import { codeMail } from '../mail/code.ts'
import { noticeMail } from '../mail/notice.ts'
import { product } from '../product.ts'
import type { MailTools } from './mail-code.ts'

/** D4: the present address learns of it first; the wished one gets a code, unless it is somebody's. */
export async function mailLoginEmail({ id, orgId, target }: AuditEvent, tools: MailTools): Promise<void> {
  const { table, signingKey } = tools
  const { code, identity, record } = await table.read({
    code: loginEmailCodeAt(target.id),
    identity: identityAt(target.id),
    record: userAt(orgId, target.id),
  })
  if (code?.id !== id || code.sentAt !== null || code.expiresAt <= now()) return
  if (!identity || identity.displacedBy) return
  const locale = record?.user.locale ?? 'en'
  await send(tools, orgId, identity.email, noticeOf(locale))
  const { holder } = await table.read({ holder: claimAt(code.email) })
  if (holder === undefined) {
    const digits = digitsOf(code, await signingKey('email-code'))
    await send(tools, orgId, code.email, codeMail({ locale, product, digits }))
  }
  await table.update(recordCodeSent(code, now(), 'login-email')).catch(error => {
    if (!(error instanceof Stale)) throw error // else it was entered, or another one asked for, meanwhile
  })
}

const noticeOf = (locale: Locale) =>
  noticeMail({ locale, product }, ({ loginEmailNotice: say }, { product: name, shown }) => ({
    subject: say.subject({ product: name }),
    heading: say.heading,
    lead: say.lead({ product: shown }),
    unexpected: say.unexpected,
  }))

/** Whoever reported our mail as spam, or has no mailbox, is not mailed by way of codes either. */
async function send(
  { table, mailer, signingKey }: MailTools,
  orgId: string,
  to: string,
  mail: ReturnType<typeof codeMail>,
): Promise<void> {
  const mailbox = { orgId, address: to, key: await signingKey('suppression') }
  const { suppression } = await table.read({ suppression: suppressionAt(mailbox) })
  if (suppression && isSuppressed(suppression)) return
  const { refused } = await mailer.send({ ...mail, to, tags: { code: 'login-email' } })
  if (refused !== null) logger.warn('a mail about the login email could not be sent', { reason: rejectReason(refused) })
}
