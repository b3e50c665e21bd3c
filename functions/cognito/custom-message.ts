import type { CustomMessageTriggerEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { identityAt } from '../../shared/data/identities.ts'
import { userAt } from '../../shared/data/users.ts'
import { activeOrganization } from '../../shared/domain/identities.ts'
import { pageLinks, resetSecret } from '../../shared/links.ts'
import { resetMail } from '../../shared/mail/reset.ts'
import { product } from '../../shared/product.ts'

/**
 * D11: the mail for a new password, asked for here or at the hosted login, in the person's language. Cognito sends it to the login email, and
 * puts the code where its placeholder stands; this function never sees it.
 */
export const handler = async (event: CustomMessageTriggerEvent): Promise<CustomMessageTriggerEvent> => {
  if (event.triggerSource !== 'CustomMessage_ForgotPassword') return event
  const { identity } = await table.read({ identity: identityAt(event.userName) })
  if (!identity) return event
  const orgId = activeOrganization(identity) ?? Object.keys(identity.memberships)[0] ?? ''
  const { record } = await table.read({ record: userAt(orgId, identity.userId) })
  const code = event.request.codeParameter
  const locale = record?.user.locale ?? 'en'
  const link = pageLinks.to('/reset', resetSecret(identity.email, code, locale))
  // Of an unproven address the hosted login could not make the account anew, as our page does: so no code to type there.
  const shown = identity.emailVerified ? code : null
  const { subject, html } = resetMail({ locale, product, link, code: shown })
  event.response = { ...event.response, emailSubject: subject, emailMessage: html }
  return event
}
