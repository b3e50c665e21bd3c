import * as z from 'zod/mini'
import { forTriggers } from './attributes.ts'
import { CognitoError } from './errors.ts'
import type { Pool } from './pool.ts'
import { callTrigger, type Metadata } from './triggers.ts'
import type { User } from './users.ts'

const message = z.object({ emailSubject: z.optional(z.nullable(z.string())), emailMessage: z.optional(z.nullable(z.string())) })

type CodeMail = {
  source: 'ForgotPassword' | 'AdminCreateUser'
  code: string
  clientMetadata?: Metadata
  byAdministrator?: boolean
}

/** "Custom message Lambda trigger": the trigger sees placeholders, never the code. */
export async function sendCode(pool: Pool, user: User, { source, code, clientMetadata, byAdministrator }: CodeMail) {
  const response = await callTrigger(pool, 'CustomMessage', {
    source: `CustomMessage_${source}`,
    username: user.username,
    byAdministrator,
    request: {
      userAttributes: forTriggers(user),
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: source === 'AdminCreateUser' ? '{username}' : null,
      ...(clientMetadata && { clientMetadata }),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  })
  const parsed = message.safeParse(response ?? {})
  if (!parsed.success) throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output')
  const subject = parsed.data.emailSubject ?? defaultMails[source].subject
  const html = (parsed.data.emailMessage ?? defaultMails[source].html)
    .replaceAll('{####}', code)
    .replaceAll('{username}', user.username)
  await deliver(pool, { to: user.attributes.email ?? '', subject, html })
}

async function deliver(pool: Pool, mail: { to: string; subject: string; html: string }) {
  try {
    await pool.sendMail(mail)
  } catch (error) {
    throw new CognitoError(
      'CodeDeliveryFailureException',
      error instanceof Error ? error.message : 'Unable to deliver message to user',
    )
  }
}

const defaultMails = {
  ForgotPassword: { subject: 'Your verification code', html: 'Your password reset code is {####}' },
  AdminCreateUser: { subject: 'Your temporary password', html: 'Your username is {username} and temporary password is {####}' },
}
