import type { SigningKey } from '../aws/secrets.ts'
import type { Mailer } from '../aws/ses.ts'
import { suppressionAt } from '../data/suppressions.ts'
import type { ReadTable } from '../data/table.ts'
import { isSuppressed } from '../domain/deliveries.ts'
import { rejectReason } from '../domain/mail-failures.ts'
import type { Locale } from '../domain/users.ts'
import { logger } from '../logger.ts'

type Tools = { table: ReadTable; mailer: Mailer; signingKey: SigningKey }
type Written = { subject: string; html: string; text: string; locale: Locale }

/**
 * Codes and notices. Whoever reported this organization's mail as spam, or has no mailbox, gets none of these either.
 * @param about becomes the mail's tag
 */
export async function mailTo(
  { table, mailer, signingKey }: Tools,
  { orgId, address, about }: { orgId: string; address: string; about: string },
  mail: Written,
): Promise<void> {
  const mailbox = { orgId, address, key: await signingKey('suppression') }
  const { suppression } = await table.read({ suppression: suppressionAt(mailbox) })
  if (suppression && isSuppressed(suppression)) return
  const { refused } = await mailer.send({ ...mail, to: address, tags: { about } })
  if (refused !== null) logger.warn('a mail could not be sent', { about, orgId, reason: rejectReason(refused) })
}
