import type { AuditEvent } from '../data/events.ts'
import { identityAt } from '../data/identities.ts'
import { userAt } from '../data/users.ts'
import { noticeMail } from '../mail/notice.ts'
import { product } from '../product.ts'
import type { MailTools } from './mail-code.ts'
import { mailTo } from './mailing.ts'

/** ASVS 6.3.7: that a factor was added or taken away, to whose it is. Nobody else is told of a stranger's account: only a mailbox that has spoken. */
export async function mailFactorNotice({ orgId, type, target }: AuditEvent, tools: MailTools): Promise<void> {
  const { identity, record } = await tools.table.read({ identity: identityAt(target.id), record: userAt(orgId, target.id) })
  if (!identity?.emailVerified || identity.displacedBy) return
  const mail = noticeMail({ locale: record?.user.locale ?? 'en', product }, ({ factorNotice }, { product: name, shown }) => {
    const say = type === 'user.factor_added' ? factorNotice.added : factorNotice.removed
    const { unexpected } = factorNotice
    return { subject: say.subject({ product: name }), heading: say.heading, lead: say.lead({ product: shown }), unexpected }
  })
  await mailTo(tools, { orgId, address: identity.email, about: 'factor' }, mail)
}
