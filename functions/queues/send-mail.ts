import { table } from '../../shared/aws/dynamodb.ts'
import { resets } from '../../shared/aws/password-resets.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { mailer, suppressions } from '../../shared/aws/ses.ts'
import { queues } from '../../shared/aws/sqs.ts'
import { consumer } from '../../shared/jobs/consumer.ts'
import { mailCode } from '../../shared/jobs/mail-code.ts'
import { mailFactorNotice } from '../../shared/jobs/mail-factor.ts'
import { mailInvitation } from '../../shared/jobs/mail-invitation.ts'
import { mailLoginEmail } from '../../shared/jobs/mail-login-email.ts'
import { mailPasswordNotice, mailReset } from '../../shared/jobs/mail-password.ts'
import { pageLinks } from '../../shared/links.ts'
import { sendMail } from '../../shared/routes/background.ts'

/** Sends only what is still to be sent: a replayed or outdated message finds nothing to do. */
export const handler = consumer(
  sendMail,
  { table, mailer, suppressions, signingKey, pageLinks, resets, queues },
  async (event, tools) => {
    if (event.type === 'user.email_code_requested') await mailCode(event, tools)
    else if (event.type === 'user.login_email_requested') await mailLoginEmail(event, tools)
    else if (event.type === 'user.password_reset_requested') await mailReset(event, tools)
    else if (event.reset?.notify) await mailPasswordNotice(event, event.reset.how, tools)
    else if (event.factor?.notify) await mailFactorNotice(event, tools)
    else if (event.invitation) await mailInvitation(event, event.invitation, tools)
  },
)
