import type { PasswordResets } from '../aws/password-resets.ts'
import type { SigningKey } from '../aws/secrets.ts'
import type { Mailer } from '../aws/ses.ts'
import { now } from '../clock.ts'
import type { AuditEvent } from '../data/events.ts'
import { Stale } from '../data/failures.ts'
import { identityAt } from '../data/identities.ts'
import { organizationAt } from '../data/organizations.ts'
import { recordResetMail, resetCodeAt } from '../data/reset-codes.ts'
import { suppressionAt } from '../data/suppressions.ts'
import type { Change, Table } from '../data/table.ts'
import { userAt } from '../data/users.ts'
import { digitsOf } from '../domain/codes.ts'
import { isSuppressed } from '../domain/deliveries.ts'
import { maySignIn } from '../domain/identities.ts'
import { rejectReason } from '../domain/mail-failures.ts'
import type { Locale } from '../domain/users.ts'
import { type PageLinks, resetSecret } from '../links.ts'
import { logger } from '../logger.ts'
import { passwordNotice } from '../mail/password-notice.ts'
import { resetMail } from '../mail/reset.ts'
import { product } from '../product.ts'
import { mailTo } from './mailing.ts'

type Tools = { table: Table; mailer: Mailer; resets: PasswordResets; signingKey: SigningKey; pageLinks: PageLinks }

/** D11: once per request. Cognito mails the code; whom it refuses one, such as somebody with a temporary password, gets ours. */
export async function mailReset(
  { id, orgId, target }: AuditEvent,
  { table, resets, signingKey, ...tools }: Tools,
): Promise<void> {
  const { code, identity, record } = await table.read({
    code: resetCodeAt(target.id),
    identity: identityAt(target.id),
    record: userAt(orgId, target.id),
  })
  if (code?.id !== id || code.sentAt !== null || code.expiresAt <= now()) return
  if (!identity?.credentials || !maySignIn(identity)) return
  const mailbox = { orgId, address: identity.email, key: await signingKey('suppression') }
  const { suppression } = await table.read({ suppression: suppressionAt(mailbox) })
  if (suppression && isSuppressed(suppression)) return logger.warn('a link was not mailed', { userId: target.id, ...suppression })
  const outcome = identity.mustChangePassword ? 'refused' : await resets.mail(target.id)
  if (outcome === 'undeliverable') logger.warn('a link could not be mailed', { userId: target.id })
  if (outcome === 'refused') {
    await update(table, recordResetMail(code, { own: true })) // before it is sent: whoever is quick may use it at once
    const digits = digitsOf(code, await signingKey('reset-code'))
    await mailOwn(digits, { userId: target.id, email: identity.email, locale: record?.user.locale ?? 'en' }, tools)
  }
  await update(table, recordResetMail(code, { sentAt: now() }))
}

/** Unless another link was asked for meanwhile, or this one used. */
const update = (table: Table, change: Change): Promise<void> =>
  table.update(change).catch(error => {
    if (!(error instanceof Stale)) throw error
  })

type Reader = { userId: string; email: string; locale: Locale }

async function mailOwn(
  digits: string,
  { userId, email, locale }: Reader,
  { mailer, pageLinks }: Pick<Tools, 'mailer' | 'pageLinks'>,
) {
  const mail = resetMail({ locale, product, link: pageLinks.to('/reset', resetSecret(email, digits, locale)), code: null })
  const { refused } = await mailer.send({ ...mail, to: email, tags: { code: 'password' } })
  if (refused !== null) logger.warn('a link could not be mailed', { userId, reason: rejectReason(refused) })
}

/** ASVS 6.3.7. To the login email, which is proved by now or was before: nobody else is told of a stranger's account. */
export async function mailPasswordNotice(
  { orgId, target }: AuditEvent,
  how: NonNullable<AuditEvent['reset']>['how'],
  tools: Tools,
): Promise<void> {
  const { identity, record, organization } = await tools.table.read({
    identity: identityAt(target.id),
    record: userAt(orgId, target.id),
    organization: organizationAt(orgId),
  })
  if (!identity?.emailVerified || identity.displacedBy) return
  const organizationName = how === 'temporary' ? (organization?.name ?? '') : null
  const mail = passwordNotice({ locale: record?.user.locale ?? 'en', product, organizationName })
  await mailTo(tools, { orgId, address: identity.email, about: 'password' }, mail)
}
