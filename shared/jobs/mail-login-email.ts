import { now } from '../clock.ts'
import { recordCodeSent } from '../data/email-codes.ts'
import type { AuditEvent } from '../data/events.ts'
import { Stale } from '../data/failures.ts'
import { claimAt, identityAt } from '../data/identities.ts'
import { loginEmailCodeAt } from '../data/login-emails.ts'
import { userAt } from '../data/users.ts'
import { digitsOf } from '../domain/codes.ts'
import type { Locale } from '../domain/users.ts'
import { codeMail } from '../mail/code.ts'
import { noticeMail } from '../mail/notice.ts'
import { product } from '../product.ts'
import type { MailTools } from './mail-code.ts'
import { mailTo } from './mailing.ts'

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
  await mailTo(tools, { orgId, address: identity.email, about: 'login-email' }, noticeOf(locale))
  const { holder } = await table.read({ holder: claimAt(code.email) })
  if (holder === undefined) {
    const digits = digitsOf(code, await signingKey('email-code'))
    await mailTo(tools, { orgId, address: code.email, about: 'login-email' }, codeMail({ locale, product, digits }))
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
